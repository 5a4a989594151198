// ParaView's lists of files, one for each time.
#include <algorithm>
#include <filesystem>
#include <pugixml.hpp>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/exchange/elements.h"
#include "rom/exchange/formats.h"

namespace rom::exchange {
namespace {

constexpr const char* kTimes = "time";

struct Step {
    double time = 0;
    std::string file;
};

std::vector<Step> steps_of(const std::string& path) {
    pugi::xml_document document;
    if (!document.load_file(path.c_str())) throw Error(path + ": is no whole .pvd file; write it again");
    std::vector<Step> steps;
    for (const pugi::xml_node one : document.child("VTKFile").child("Collection").children("DataSet")) {
        const auto file = std::filesystem::path(path).parent_path() / one.attribute("file").value();
        steps.push_back({one.attribute("timestep").as_double(), file.string()});
    }
    if (steps.empty()) throw Error(path + ": lists no files; write it again");
    std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.time < b.time; });
    for (std::size_t k = 1; k < steps.size(); ++k)
        if (steps[k].time == steps[k - 1].time)
            throw Error(path + ": lists several files for time " + format("%g", steps[k].time) + ", " +
                        steps[k - 1].file + " and " + steps[k].file + "; a series of whole meshes is needed");
    return steps;
}

// The file that was opened last stays open.
class Series {
public:
    explicit Series(std::vector<Step> steps) : steps_(std::move(steps)), current_(open_vtk(steps_[0].file)) {
        variables_ = current_.variables;
        mesh_ = current_.mesh();
    }

    const std::vector<Step>& steps() const { return steps_; }
    const std::vector<Variable>& variables() const { return variables_; }
    const Mesh& mesh() const { return mesh_; }

    void read(std::size_t step, std::size_t variable, const Slab& slab, Numbers out) {
        if (step != open_) {
            current_ = open_vtk(steps_[step].file);
            open_ = step;
            if (current_.mesh() != mesh_)
                throw Error(steps_[step].file + ": has another mesh than " + steps_[0].file +
                            "; interpolate to one mesh first");
        }
        const std::size_t own = variable_in(current_, variables_[variable].name);
        if (current_.variables[own].shape != variables_[variable].shape)
            throw Error(steps_[step].file + ": " + variables_[variable].name + " has shape " +
                        npy::to_string(current_.variables[own].shape) + " but " + steps_[0].file + " has " +
                        npy::to_string(variables_[variable].shape) + "; they must match");
        current_.read(own, slab, out);
    }

private:
    std::vector<Step> steps_;
    std::size_t open_ = 0;
    Source current_;
    std::vector<Variable> variables_;
    Mesh mesh_;
};

}  // namespace

Source open_pvd(const std::string& path) {
    const auto series = std::make_shared<Series>(steps_of(path));
    const auto count = static_cast<std::int64_t>(series->steps().size());
    Source source;
    source.name = path;
    for (Variable variable : series->variables()) {
        variable.shape.insert(variable.shape.begin(), count);
        variable.dimensions.insert(variable.dimensions.begin(), kTimes);
        source.variables.push_back(variable);
    }
    Variable times;
    times.name = kTimes;
    times.shape = {count};
    times.dimensions = {kTimes};
    times.type = "float64";
    source.variables.push_back(times);
    source.read = [series](std::size_t which, const Slab& slab, Numbers out) {
        const Slab rest(slab.begin() + 1, slab.end());
        const auto width = static_cast<std::size_t>(element_count(rest));
        for (std::int64_t k = 0; k < slab[0].count; ++k) {
            const auto step = static_cast<std::size_t>(slab[0].start + k * slab[0].step);
            std::visit(
                [&]<class Scalar>(std::span<Scalar> to) {
                    const auto own = to.subspan(static_cast<std::size_t>(k) * width, width);
                    if (which == series->variables().size())
                        own[0] = static_cast<Scalar>(series->steps()[step].time);
                    else
                        series->read(step, which, rest, own);
                },
                out);
        }
    };
    source.mesh = [series] { return series->mesh(); };
    return source;
}

}  // namespace rom::exchange
