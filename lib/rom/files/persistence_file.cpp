#include "rom/files/persistence_file.h"

#include <nlohmann/json.hpp>

#include "rom/base/error.h"

namespace rom::files {
namespace {

constexpr const char* kInitial = "initial_residual";

}  // namespace

void write_persistence(ModelOutput& folder, const std::string& name, const mlasdi::Persistence& persistence,
                       Json& json) {
    if (persistence.kept.size() == 0) return;
    RowMajor rows(2, persistence.kept.size());
    rows << persistence.kept.transpose(), persistence.unknown.transpose();
    folder.write(name, npy::Type::float64, {2, rows.cols()}, entries_of(rows));
    json[kInitial] = persistence.initial;
}

mlasdi::Persistence read_persistence(const ModelFolder& folder, const std::string& name, const Json& json,
                                     const TimeGrid& grid) {
    if (!json.contains(kInitial)) return {};
    const Index times = grid.size();
    const auto rows = read_array(folder, name, {2, times});
    mlasdi::Persistence persistence{Eigen::Map<const Eigen::VectorXd>(rows.data(), times),
                                    Eigen::Map<const Eigen::VectorXd>(rows.data() + times, times),
                                    get_not_negative(json, kInitial, folder.description.path)};
    if (persistence.kept.cwiseAbs().maxCoeff() > 1 || persistence.unknown.minCoeff() < 0 ||
        persistence.unknown.maxCoeff() > 1)
        throw Error(folder.path + "/" + name + ": has shares that are not between 0 and 1; make the model again");
    return persistence;
}

}  // namespace rom::files
