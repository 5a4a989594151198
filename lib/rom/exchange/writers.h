// One function for each format that predictions are written in, and what they share.
#pragma once

#include <string>

#include "rom/exchange/export.h"

namespace rom::exchange {

// A field of one case at one time, [points, width], as Scalar; NaN and infinities as they are.
template <class Scalar>
std::vector<Scalar> values_at(const Prediction& prediction, std::size_t field, Index which_case, Index time);

// use(float{}) or use(double{}), as the prediction is.
template <class Use>
void with_type_of(const Prediction& prediction, const Use& use) {
    if (prediction.single())
        use(float{});
    else
        use(double{});
}

// Throws Error for standard output, devices, pipes and what npy::check_output does not take: libraries replace files.
void require_own_file(const std::string& path);

// A file that a library writes by its name: under a temporary one until it is committed.
class NewFile {
public:
    explicit NewFile(const std::string& path);
    ~NewFile();
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    const std::string& temporary() const { return temporary_; }
    void commit();

private:
    std::string name_;
    std::string path_;  // links followed
    std::string temporary_;
};

// The file with the numbers of an XDMF description.
std::string numbers_beside(const std::string& path);

// Text within XML.
std::string escaped(const std::string& text);
// Numbers, so that they are read as the same.
std::string exact(double value);

// The names of the axes of space: x; y, x; z, y, x; or, of a mesh, point or cell.
std::vector<std::string> axes_of_space(const Prediction& prediction);

void write_vtu_series(const Prediction& prediction, const std::string& folder, const Progress& progress);
void write_csv(const Prediction& prediction, const std::string& path, const Progress& progress);
void write_npz(const Prediction& prediction, const std::string& path, const Progress& progress);
void write_hdf5(const Prediction& prediction, const std::string& path, const Progress& progress);
void write_xdmf(const Prediction& prediction, const std::string& path, const Progress& progress);
void write_netcdf(const Prediction& prediction, const std::string& path, const Progress& progress);

}  // namespace rom::exchange
