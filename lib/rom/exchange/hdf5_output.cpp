#include <hdf5_hl.h>

#include <type_traits>
#include <utility>

#include "rom/base/error.h"
#include "rom/exchange/hdf5_output.h"

namespace rom::exchange {
namespace {

template <class Number>
hid_t type_in_memory() {
    if constexpr (std::is_same_v<Number, float>) return H5T_NATIVE_FLOAT;
    if constexpr (std::is_same_v<Number, double>) return H5T_NATIVE_DOUBLE;
    return H5T_NATIVE_INT64;
}

}  // namespace

Hdf5Output::Hdf5Output(const std::string& temporary, std::string name) : name_(std::move(name)) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    file_ = H5Fcreate(temporary.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    require(file_ >= 0);
}

Hdf5Output::~Hdf5Output() {
    if (file_ >= 0) H5Fclose(file_);
}

void Hdf5Output::require(bool good) const {
    if (!good) throw Error(name_ + ": cannot be written; is the disk full?");
}

void Hdf5Output::create_group(const std::string& name) {
    const hid_t group = H5Gcreate2(file_, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    require(group >= 0);
    H5Gclose(group);
}

template <class Number>
void Hdf5Output::create(const std::string& name, const npy::Shape& shape) {
    const std::vector<hsize_t> extents(shape.begin(), shape.end());
    const hid_t space = H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr);
    const hid_t data =
        H5Dcreate2(file_, name.c_str(), type_in_memory<Number>(), space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Sclose(space);
    require(data >= 0);
    H5Dclose(data);
}

template <class Number>
void Hdf5Output::put(const std::string& name, const std::vector<hsize_t>& index, std::span<const Number> values) {
    const hid_t data = H5Dopen2(file_, name.c_str(), H5P_DEFAULT);
    require(data >= 0);
    const hid_t space = H5Dget_space(data);
    std::vector<hsize_t> count(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
    H5Sget_simple_extent_dims(space, count.data(), nullptr);
    std::vector<hsize_t> start(count.size(), 0);
    for (std::size_t k = 0; k < index.size(); ++k) {
        start[k] = index[k];
        count[k] = 1;
    }
    const hid_t memory = H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr);
    H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
    const herr_t status = H5Dwrite(data, type_in_memory<Number>(), memory, space, H5P_DEFAULT, values.data());
    H5Sclose(memory);
    H5Sclose(space);
    H5Dclose(data);
    require(status >= 0);
}

template <class Number>
void Hdf5Output::write(const std::string& name, const npy::Shape& shape, std::span<const Number> values) {
    create<Number>(name, shape);
    put<Number>(name, {}, values);
}

void Hdf5Output::label(const std::string& name, const std::vector<std::string>& axes) {
    const hid_t data = H5Dopen2(file_, name.c_str(), H5P_DEFAULT);
    for (unsigned k = 0; k < axes.size(); ++k) H5DSset_label(data, k, axes[k].c_str());
    H5Dclose(data);
}

void Hdf5Output::attach_times(const std::string& name, const std::string& times, unsigned axis) {
    const hid_t data = H5Dopen2(file_, name.c_str(), H5P_DEFAULT);
    const hid_t scale = H5Dopen2(file_, times.c_str(), H5P_DEFAULT);
    if (H5DSis_scale(scale) == 0) H5DSset_scale(scale, times.c_str());
    H5DSattach_scale(data, scale, axis);
    H5Dclose(scale);
    H5Dclose(data);
}

void Hdf5Output::attribute(const std::string& name, const std::string& key, const std::string& text) {
    if (!text.empty()) require(H5LTset_attribute_string(file_, name.c_str(), key.c_str(), text.c_str()) >= 0);
}

void Hdf5Output::close() {
    const herr_t status = H5Fclose(file_);
    file_ = -1;
    require(status >= 0);
}

template void Hdf5Output::create<float>(const std::string&, const npy::Shape&);
template void Hdf5Output::create<double>(const std::string&, const npy::Shape&);
template void Hdf5Output::put(const std::string&, const std::vector<hsize_t>&, std::span<const float>);
template void Hdf5Output::put(const std::string&, const std::vector<hsize_t>&, std::span<const double>);
template void Hdf5Output::write(const std::string&, const npy::Shape&, std::span<const float>);
template void Hdf5Output::write(const std::string&, const npy::Shape&, std::span<const double>);
template void Hdf5Output::write(const std::string&, const npy::Shape&, std::span<const std::int64_t>);

}  // namespace rom::exchange
