// What the two formats that keep their numbers in HDF5 share.
#pragma once

#include <hdf5.h>

#include <span>
#include <string>
#include <vector>

#include "rom/npy/header.h"

namespace rom::exchange {

// A file of HDF5 being written. Every call throws Error if the disk is full.
class Hdf5Output {
public:
    // `name`: for errors, not that of the temporary file.
    Hdf5Output(const std::string& temporary, std::string name);
    ~Hdf5Output();
    Hdf5Output(const Hdf5Output&) = delete;
    Hdf5Output& operator=(const Hdf5Output&) = delete;

    void create_group(const std::string& name);
    // A dataset of float, double or std::int64_t.
    template <class Number>
    void create(const std::string& name, const npy::Shape& shape);
    // Its elements first and following in C order of the axes after `rows`: a row for each index on those.
    template <class Number>
    void put(const std::string& name, const std::vector<hsize_t>& index, std::span<const Number> values);
    // A whole dataset.
    template <class Number>
    void write(const std::string& name, const npy::Shape& shape, std::span<const Number> values);
    void label(const std::string& name, const std::vector<std::string>& axes);
    void attach_times(const std::string& name, const std::string& times, unsigned axis);
    void attribute(const std::string& name, const std::string& key, const std::string& text);
    void close();

private:
    void require(bool good) const;

    std::string name_;
    hid_t file_;
};

}  // namespace rom::exchange
