#include "rom/exchange/import.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/exchange/fields.h"
#include "rom/exchange/mesh.h"
#include "rom/npy/output.h"

namespace rom::exchange {
namespace {

// All files of a request, seen one after the other.
class Import {
public:
    explicit Import(const ImportRequest& request) : request_(request), first_(open(request.files.front())) {
        result_.stack = stack_;
        for (const Part& part : first_.parts) {
            result_.variables.push_back(first_.variable(part).name);
            result_.units.push_back(first_.variable(part).units);
        }
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
        if (request_.times.empty() && integer_in(request_.time)) return;
        const Times times = times_of(fields, request_.time);
        if (!request_.times.empty() && times.values.empty())
            throw Error(fields.source.name + ": says nothing of its times; name them with --time, it has " +
                        list_of_variables(fields.source));
        if (times.values.empty()) return;
        std::vector<double>& all = result_.times;
        if (all.empty() || stack_ == Stack::times) {
            if (!all.empty() && !(times.values.front() > all.back()))
                throw Error(fields.source.name +
                            format(": its time %g does not come after %g, the one before; give the "
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
        for (const std::string& path : request_.files) {
            const Fields fields = path == request_.files.front() ? first_ : checked(path);
            if (concatenated() && fields.shape[0] != lengths_[file_])
                throw Error(path + ": has changed while it was read; do not write it meanwhile");
            take_times(fields);
            if (file_ > 0) take_mesh(fields);
            take_parameters(fields);
            for_pieces<Scalar>(fields, [&](std::span<const Scalar> values) {
                count_gaps<Scalar>(values);
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

    // Sums without a branch find whether there is anything to count.
    template <class Scalar>
    void count_gaps(std::span<const Scalar> values) {
        Scalar sum(0);
#pragma omp simd reduction(+ : sum)
        for (std::size_t i = 0; i < values.size(); ++i) sum += 0 * values[i];
        if (sum == 0) return;
        for (const Scalar value : values) {
            if (std::isnan(value)) ++result_.missing;
            if (std::isinf(value)) ++result_.infinite;
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
