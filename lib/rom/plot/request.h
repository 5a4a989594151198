// What rom-plot is asked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/base/names.h"
#include "rom/base/types.h"
#include "rom/plot/raster.h"

namespace rom::plot {

enum class View {
    loss,
    latent,
    eigenvalues,
    coefficients,
    fields,
    error,
    largest,
    parity,
    calibration,
    singular_values,
    tries
};

struct Request {
    std::vector<std::string> files;
    std::optional<View> view = {};       // else what suits the files
    bool one_case = false;               // snapshots are one case, [times, ...space]
    std::optional<Index> which = {};     // case
    std::optional<Index> time = {};      // its number, from 0
    std::vector<double> times = {};      // of the snapshots; else `dt` apart
    std::optional<double> trained = {};  // when the training data end
    double dt = 0;                       // 0 if it is not known
    std::string parameters = {};         // files: of the cases
    std::string training = {};           // of the training cases
    std::string deviation = {};          // of the prediction
    std::string points = {};             // where the entries of a snapshot are
    std::string triangles = {};          // of which these are the corners
    std::optional<Mesh> mesh = {};       // likewise, on its points or cells; what file it is from
    std::string mesh_name = {};
    std::vector<std::int64_t> grid = {};  // columns and rows, of snapshots that are flattened
    std::optional<Index> field = {};      // of several, the one to show
    std::optional<Index> along = {};      // the parameter to vary; else the first
    std::vector<std::string> labels = {};
    std::string title = {};
    std::string x_label = {};
    std::string y_label = {};
    std::string value_label = {};

    // Of the file of this number.
    std::string label(std::size_t which_file, const std::string& otherwise) const {
        return which_file < labels.size() ? labels[which_file] : otherwise;
    }
    static std::string or_else(const std::string& text, const std::string& otherwise) {
        return text.empty() ? otherwise : text;
    }
};

}  // namespace rom::plot

template <>
struct rom::Choices<rom::plot::View> {
    static constexpr const char* what = "picture";
    static constexpr std::array names = {"loss",    "latent", "eigenvalues", "coefficients",    "fields", "error",
                                         "largest", "parity", "calibration", "singular-values", "tries"};
};
