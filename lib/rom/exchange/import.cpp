#include "rom/exchange/import.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/exchange/fields.h"
#include "rom/exchange/gaps.h"
#include "rom/exchange/mesh.h"
#include "rom/exchange/order.h"
#include "rom/exchange/parameters.h"
#include "rom/exchange/times.h"
#include "rom/npy/output.h"

namespace rom::exchange {
namespace {

// Whether two files say other units; many say none.
bool differ(const std::string& a, const std::string& b) { return !a.empty() && !b.empty() && a != b; }

// All files of a request, seen one after the other.
class Import {
public:
    explicit Import(const ImportRequest& request) : request_(request), first_(open(request.files.front())) {
        result_.stack = stack_;
        for (const Part& part : first_.parts) {
            result_.variables.push_back(first_.variable(part).name);
            result_.units.push_back(first_.variable(part).units);
        }
        if (!request.stack && stack_ == Stack::times && in_several_folders(request.files))
            result_.warnings.emplace_back(
                "the files of several folders become the times of one case; import run after run, and join the arrays "
                "with "
                "--stack none, or say --stack times if this is meant");
        if (first_.guessed)
            result_.warnings.push_back(first_.source.name + ": --slice leaves out the first axis of " +
                                       result_.variables[0] +
                                       ", and the next one is taken for the times; K:K+1 in place of K keeps an axis");
        if (!request.mesh.empty() && !first_.source.mesh)
            throw Error(first_.source.name + ": has no mesh for --mesh; VTK's formats and XDMF have", 2);
        if (first_.source.mesh) mesh_ = first_.source.mesh();
        for (const std::string& path : request.files) lengths_.push_back(length_of(path));
        for (const std::int64_t length : lengths_) length_ += length;
        result_.shape = result_shape();
        if (npy::element_count(result_.shape) == 0)
            throw Error(first_.source.name + ": what is asked for has shape " + npy::to_string(first_.shape) +
                        ", without any number; choose another variable or --slice");
        const bool single = request.precision ? *request.precision == Precision::float32 : first_.single();
        result_.type = single ? npy::Type::float32 : npy::Type::float64;
    }

    Imported run(const std::function<void(Index, Index)>& progress) {
        if (first_.single())
            copy<float>(progress);
        else
            copy<double>(progress);
        return result_;
    }

private:
    Fields open(const std::string& path) {
        Fields fields = open_fields(path, request_);
        if (!started_) stack_ = request_.stack.value_or(usual_stack(fields));
        started_ = true;
        arrange(fields, request_, stack_);
        return fields;
    }

    // Whether files are put one after the other along their first axis, instead of on an axis of their own.
    bool concatenated() const { return stack_ == Stack::none || (stack_ == Stack::times && first_.timed); }

    std::int64_t length_of(const std::string& path) {
        if (!concatenated()) return 1;
        return path == request_.files.front() ? first_.shape[0] : checked(path).shape[0];
    }

    // A further file, which must be as the first one is.
    Fields checked(const std::string& path) {
        Fields fields = open(path);
        const auto from = concatenated() ? 1 : 0;
        const Shape& shape = fields.shape;
        if (shape.size() != first_.shape.size() ||
            !std::equal(shape.begin() + from, shape.end(), first_.shape.begin() + from))
            throw Error(path + ": has shape " + npy::to_string(shape) + " but " + first_.source.name + " has " +
                        npy::to_string(first_.shape) +
                        (from == 1 ? "; all axes but the first must match" : "; they must match"));
        for (std::size_t k = 0; k < fields.parts.size(); ++k)
            if (const Variable& one = fields.variable(fields.parts[k]); differ(one.units, result_.units[k]))
                throw Error(path + ": has " + one.name + " in '" + one.units + "' but " + first_.source.name + " in '" +
                            result_.units[k] + "'; write them in one unit first");
        if (first_.single() && !fields.single())
            throw Error(path + ": holds " + fields.variable(fields.parts.front()).type + " but " + first_.source.name +
                        " holds " + first_.variable(first_.parts.front()).type +
                        "; name the wider one first, and choose with --precision");
        return fields;
    }

    Shape result_shape() const {
        Shape shape = first_.shape;
        if (concatenated())
            shape[0] = length_;
        else
            shape.insert(shape.begin(), length_);
        if (stack_ == Stack::times) shape.insert(shape.begin(), 1);
        return shape;
    }

    void take_times(const Fields& fields) {
        if (request_.times.empty() && is_axis_number(fields.source, request_.time)) return;
        const Times times = times_of(fields, request_.time);
        const std::string& name = fields.source.name;
        if (!request_.times.empty() && times.values.empty())
            throw Error(name + ": " +
                        (times.misfit.empty() ? "says nothing of its times; name them with --time, it has " +
                                                    list_of_variables(fields.source)
                                              : times.misfit));
        if (file_ == 0 && !times.misfit.empty() && request_.axes.empty())
            result_.warnings.push_back(name + ": " + times.misfit);
        if (times.values.empty()) return;
        require_rising(name, times.values);
        std::vector<double>& all = result_.times;
        if (!all.empty()) require_same_units(name, times.units);
        if (all.empty() || stack_ == Stack::times) {
            if (!all.empty() && !(times.values.front() > all.back()))
                throw Error(name + format(": its time %g does not come after %g, the one before; give the "
                                          "files in the order of their times, or --sort",
                                          times.values.front(), all.back()));
            all.insert(all.end(), times.values.begin(), times.values.end());
            result_.time_units = times.units;
            return;
        }
        // The same steps; each case may count from a time of its own.
        const double range = std::abs(all.back() - all.front());
        for (std::size_t k = 0; k < all.size(); ++k)
            if (const double other = times.values[k] - times.values[0] + all[0];
                !(std::abs(other - all[k]) <= 1e-6 * range))
                throw Error(fields.source.name + format(": has time %g at index %zu but ", times.values[k], k) +
                            first_.source.name + format(" has %g; interpolate to common times first", all[k]));
    }

    // Cases may count from times of their own, but not the times of one case.
    void require_same_units(const std::string& file, const std::string& units) const {
        const bool others = stack_ == Stack::times ? differ(units, result_.time_units)
                                                   : differ(unit_of_times(units), unit_of_times(result_.time_units));
        if (others)
            throw Error(file + ": has times in '" + units + "' but " + first_.source.name + " in '" +
                        result_.time_units + "'; write them alike first");
    }

    void take_mesh(const Fields& fields) const {
        if (fields.source.mesh && fields.source.mesh() != mesh_)
            throw Error(fields.source.name + ": has another mesh than " + first_.source.name +
                        "; interpolate to one mesh first");
    }

    template <class Scalar>
    void copy(const std::function<void(Index, Index)>& progress) {
        npy::Writer output(request_.output, result_.type, result_.shape);
        const Index all = npy::element_count(result_.shape) * static_cast<Index>(sizeof(Scalar));
        Index done = 0;
        const std::int64_t snapshots = result_.shape[0] * result_.shape[1];
        Gaps gaps(npy::element_count(result_.shape) / snapshots);
        for (const std::string& path : request_.files) {
            const Fields fields = path == request_.files.front() ? first_ : checked(path);
            if (concatenated() && fields.shape[0] != lengths_[file_])
                throw Error(path + ": has changed while it was read; do not write it meanwhile");
            take_times(fields);
            if (file_ > 0) take_mesh(fields);
            take_parameters(fields);
            for_pieces<Scalar>(fields, [&](std::span<const Scalar> values) {
                gaps.see(values);
                note_gaps(gaps, path);
                output.append_any(values);
                done += static_cast<Index>(values.size_bytes());
                progress(done, all);
            });
            ++file_;
        }
        write_others();
        output.commit();
    }

    void take_parameters(const Fields& fields) {
        if (request_.attributes.empty()) return;
        const std::int64_t cases = stack_ == Stack::none ? fields.shape[0] : 1;
        const std::vector<double> rows = parameters_of(fields, request_.attributes, cases);
        const auto width = static_cast<std::int64_t>(rows.size()) / cases;
        if (file_ > 0 && width != width_)
            throw Error(fields.source.name + ": says " + counted(width, "parameter") + " but " + first_.source.name +
                        " says " + std::to_string(width_) + "; they must match");
        width_ = width;
        if (file_ == 0 || stack_ != Stack::times) parameters_.insert(parameters_.end(), rows.begin(), rows.end());
    }

    // Remembers the first file and time that has other gaps.
    void note_gaps(const Gaps& gaps, const std::string& path) {
        result_.missing = gaps.missing();
        result_.infinite = gaps.infinite();
        result_.gaps = gaps.in_first();
        if (gaps.other() && result_.other_gaps.empty()) {
            const auto time = static_cast<std::size_t>(*gaps.other() % result_.shape[1]);
            result_.other_gaps = path + " at time " + std::to_string(time) + ", counted from 0";
            if (time < result_.times.size()) result_.other_gaps = path + format(" at time %g", result_.times[time]);
        }
    }

    void write_others() const {
        if (!request_.times.empty())
            npy::write_array(request_.times, npy::Type::float64, {static_cast<std::int64_t>(result_.times.size())},
                             result_.times);
        if (!request_.parameters.empty())
            npy::write_array(request_.parameters, npy::Type::float64,
                             {static_cast<std::int64_t>(parameters_.size()) / width_, width_}, parameters_);
        if (!request_.mesh.empty()) write_mesh(request_.mesh, mesh_);
    }

    const ImportRequest& request_;
    bool started_ = false;
    Stack stack_ = Stack::cases;
    Fields first_;
    Mesh mesh_;
    std::vector<std::int64_t> lengths_;  // of each file on the axis on which they are stacked
    std::int64_t length_ = 0;
    std::size_t file_ = 0;
    std::vector<double> parameters_;
    std::int64_t width_ = 0;
    Imported result_;
};

}  // namespace

Imported import_files(const ImportRequest& request, const std::function<void(Index, Index)>& progress) {
    return Import(request).run(progress);
}

}  // namespace rom::exchange
