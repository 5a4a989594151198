// The arrays and numbers of a checkpoint, one by one. For checkpoint.cpp alone.
#pragma once

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/base/shares.h"
#include "rom/base/types.h"
#include "rom/files/checkpoint_folder.h"
#include "rom/files/folder.h"
#include "rom/files/json.h"
#include "rom/npy/output.h"
#include "rom/npy/reader.h"

namespace rom::files {

inline constexpr const char* kRemedy = "; remove the checkpoint";

// Numbers that JSON has no words for are kept by their names.
inline Json json_number(double value) {
    if (std::isfinite(value)) return value;
    return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

inline double number_from(const Json& json, const std::string& key, const std::string& path) {
    if (!json.contains(key) || !json[key].is_string()) return get<double>(json, key, path);
    const auto word = get<std::string>(json, key, path);
    if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (word == "inf") return std::numeric_limits<double>::infinity();
    if (word == "-inf") return -std::numeric_limits<double>::infinity();
    throw Error(path + ": '" + key + "' is " + text_of(json[key]) + ", which is no number" + kRemedy);
}

// Writes arrays into a checkpoint, and lists their shapes and SHA-256. A matrix goes column by column.
struct ArrayWriter {
    const OutputFolder& folder;
    Json& list;

    void put(const std::string& name, Precision precision, const npy::Shape& shape,
             const std::function<void(npy::Writer& writer)>& fill) const {
        npy::Writer writer(folder.file(name), npy::type_of(precision), shape, true);
        fill(writer);
        list[name] = {{"shape", shape}, {"sha256", writer.commit()}};
    }
    void put(const std::string& name, Precision precision, const Eigen::MatrixXd& values) const {
        put(name, precision, {values.cols(), values.rows()},
            [&](npy::Writer& writer) { writer.append_any(entries_of(values)); });
    }
    // Single precision is kept in single, without loss.
    template <class Scalar>
    void put(const std::string& name, const Vector<Scalar>& values) const {
        put(name, precision_of<Scalar>, values.template cast<double>());
    }
};

// Reads them, each as it is listed.
struct ArrayReader {
    std::string folder;
    Json list;

    // The whole matrix, or those of these rows that it has.
    Eigen::MatrixXd take(const std::string& name, const std::optional<Share>& rows = {}) const {
        const std::string file = folder + "/" + name;
        const Json described = get<Json>(list, name, folder + "/" + kCheckpointMarker);
        const npy::Array array = npy::Array::open(file);
        if (array.sha256() != get<std::string>(described, "sha256", file))
            throw Error(file + ": is not what was written, its SHA-256 is another" + kRemedy);
        const npy::Shape& shape = array.shape();
        if (shape != get<npy::Shape>(described, "shape", file) || shape.size() != 2)
            throw Error(file + ": has shape " + npy::to_string(shape) + " but the checkpoint lists " +
                        text_of(described["shape"]) + ", with two axes" + kRemedy);
        Share some = rows.value_or(Share{0, shape[1]});
        some.count = std::clamp<Index>(shape[1] - some.first, 0, some.count);
        Eigen::MatrixXd values(some.count, shape[0]);
        for (Index column = 0; column < values.cols(); ++column)
            array.read_any<double>(column * shape[1] + some.first,
                                   {values.data() + column * some.count, static_cast<std::size_t>(some.count)});
        return values;
    }
    template <class Scalar>
    void take(const std::string& name, Vector<Scalar>& values) const {
        values = take(name).reshaped().template cast<Scalar>();
    }
};

// Writes the fields of a method's state: arrays as files PREFIX-NAME.npy, numbers into the JSON.
struct FieldWriter {
    const ArrayWriter& arrays;
    std::string prefix;
    Json& json;

    template <class Scalar>
    void operator()(const char* name, const Vector<Scalar>& values) const {
        arrays.put(file(name), values);
    }
    void operator()(const char* name, const Eigen::MatrixXd& values) const {
        arrays.put(file(name), Precision::float64, values);
    }
    template <class Scalar>
    void operator()(const char* name, const std::deque<Vector<Scalar>>& vectors) const {
        Eigen::MatrixXd all(vectors.empty() ? 0 : vectors.front().size(), static_cast<Index>(vectors.size()));
        for (std::size_t k = 0; k < vectors.size(); ++k)
            all.col(static_cast<Index>(k)) = vectors[k].template cast<double>();
        arrays.put(file(name), precision_of<Scalar>, all);
    }
    void operator()(const char* name, double value) const { json[name] = json_number(value); }
    void operator()(const char* name, std::int64_t value) const { json[name] = value; }

    std::string file(const char* name) const { return prefix + "-" + name + ".npy"; }
};

struct FieldReader {
    const ArrayReader& arrays;
    std::string prefix;
    const Json& json;

    template <class Scalar>
    void operator()(const char* name, Vector<Scalar>& values) const {
        arrays.take(file(name), values);
    }
    void operator()(const char* name, Eigen::MatrixXd& values) const { values = arrays.take(file(name)); }
    template <class Scalar>
    void operator()(const char* name, std::deque<Vector<Scalar>>& vectors) const {
        const Eigen::MatrixXd all = arrays.take(file(name));
        for (const auto& column : all.colwise()) vectors.emplace_back(column.template cast<Scalar>());
    }
    void operator()(const char* name, double& value) const { value = number_from(json, name, arrays.folder); }
    void operator()(const char* name, std::int64_t& value) const {
        value = get<std::int64_t>(json, name, arrays.folder);
    }

    std::string file(const char* name) const { return prefix + "-" + name + ".npy"; }
};

}  // namespace rom::files
