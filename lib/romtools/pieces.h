// A model as the library keeps it, and what it is asked, checked and in the terms of rom/query.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/files/any_model.h"
#include "rom/query/ensemble.h"
#include "romtools/predict.h"

namespace romtools {

using rom::Index;
using rom::TimeGrid;
using Shape = std::vector<std::size_t>;

struct Pieces {
    rom::files::AnyModel model;
    std::optional<rom::files::StoredProcesses> processes;
    std::string path;
    // What is asked of a user, read off the model.
    TimeGrid grid = {};
    Index parameters = 0;
    Index signals = 0;
    Index dimensions = 0;          // of points; 0 unless the model is of networks
    rom::npy::Shape space = {};    // of snapshots
    rom::npy::Shape initial = {};  // of networks empty
    bool timed = true;             // whether the grid has times, or counts them
};

// Throws rom::Error: no model, damaged, gp.json missing or not called for.
Pieces read_pieces(const std::string& folder, const std::string& processes);

std::size_t count_of(const Shape& shape);
Shape sizes_of(const rom::npy::Shape& shape);

// Throws rom::Error: arrays of another size, or that the model does not take. What follows is of a checked query.
void check(const Pieces& pieces, const Query& query);

// The times that are asked for, and the shape of the prediction.
TimeGrid grid_of(const Pieces& pieces, const Query& query);
Shape shape_of(const Pieces& pieces, const Query& query, const TimeGrid& grid);

// Arrays of the query. Throws rom::Error for numbers that are not finite, and for initial states that are `required`
// and missing.
rom::files::Parameters parameters_of(const Query& query);
std::optional<rom::npy::Array> initial_of(const Pieces& pieces, const Query& query, bool required);
rom::query::RawInputs inputs_of(const Pieces& pieces, const Query& query);
// Of a model of networks: points [points, dimensions], and the networks.
rom::npy::Array points_of(const Pieces& pieces, const Query& query);
std::vector<rom::query::AskedNetwork> networks_of(const Pieces& pieces, const Query& query);

}  // namespace romtools
