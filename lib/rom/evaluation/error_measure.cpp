#include "rom/evaluation/error_measure.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/snapshots/rows.h"

namespace rom::evaluation {
namespace {

using snapshots::Reference;
using snapshots::Sizes;
using snapshots::Snapshots;

// Reads snapshots without their gaps, one field after the other.
class Entries {
public:
    Entries(const snapshots::Fields& fields, Index size) : state_(size) {
        const auto parts = snapshots::entries_of_fields(fields, size);
        for (const std::vector<Index>& part : parts) {
            starts_.push_back(static_cast<Index>(order_.size()));
            order_.insert(order_.end(), part.begin(), part.end());
        }
        starts_.push_back(static_cast<Index>(order_.size()));
    }

    Index fields() const { return static_cast<Index>(starts_.size()) - 1; }
    Index start(Index field) const { return starts_[static_cast<std::size_t>(field)]; }
    Index length(Index field) const { return start(field + 1) - start(field); }

    Eigen::VectorXd of(const Snapshots& data, Index which) {
        snapshots::read_snapshot(data, which, state_);
        return state_(order_);
    }

private:
    std::vector<Index> order_;   // of the entries
    std::vector<Index> starts_;  // of each field, and the end
    Eigen::VectorXd state_;
};

// The norms of errors, and what they may be relative to, of one field.
struct FieldSums {
    Eigen::MatrixXd errors;      // [times, cases]
    Sizes whole;                 // of the truth
    std::optional<Sizes> about;  // of what differs from the state that it is held against, if there is one

    Eigen::MatrixXd relative_to(Reference reference) const { return about.value_or(whole).relative_to(reference); }

    // What some rows of the snapshots add, as one column, and all together.
    Eigen::VectorXd values() const {
        const Eigen::VectorXd of_whole = whole.values();
        const Eigen::VectorXd of_about = about ? about->values() : Eigen::VectorXd();
        Eigen::VectorXd all(errors.size() + of_whole.size() + of_about.size());
        all << errors.reshaped(), of_whole, of_about;
        return all;
    }
    static FieldSums of_parts(Index times, Index cases, const Eigen::Ref<const Eigen::MatrixXd>& values) {
        const Index count = times * cases;
        FieldSums sums{
            Eigen::MatrixXd(times, cases), Sizes::of_parts(times, cases, values.middleRows(count, count + cases)), {}};
        for (Index k = 0; k < count; ++k) sums.errors.reshaped()[k] = values.row(k).stableNorm();
        if (values.rows() > 2 * count + cases)
            sums.about = Sizes::of_parts(times, cases, values.bottomRows(count + cases));
        return sums;
    }
};

// Of some rows of all snapshots. entries: of each field; none of states that are one field without gaps.
std::vector<FieldSums> sums_of_rows(const Snapshots& truth, const Snapshots& prediction, const RelativeTo& relative_to,
                                    const std::vector<std::vector<Index>>& entries, const Share& rows) {
    const auto in_rows = snapshots::entries_within(entries, rows);
    const Sizes none(truth.times, truth.cases);
    std::vector<FieldSums> sums(std::max<std::size_t>(1, entries.size()),
                                {Eigen::MatrixXd(truth.times, truth.cases), none, {}});
    Eigen::VectorXd state;
    if (relative_to.state) {
        state = relative_to.state->segment(rows.first, rows.count);
        for (FieldSums& one : sums) one.about = none;
    }
    Eigen::VectorXd u(rows.count);
    Eigen::VectorXd v(rows.count);
    for (Index s = 0; s < truth.count(); ++s) {
        for (const auto& [data, values] : {std::pair(&truth, &u), std::pair(&prediction, &v)})
            snapshots::read_entries(*data, s, rows.first, {values->data(), static_cast<std::size_t>(rows.count)});
        if (truth.seen) truth.seen(rows.count * static_cast<Index>(npy::item_size(truth.array.header().element)));
        const auto add = [&](FieldSums& one, const auto& part) {
            one.errors(s % truth.times, s / truth.times) = (part(u) - part(v)).stableNorm();
            one.whole.add(part(u));
            if (one.about) one.about->add(part(u) - part(state));
        };
        if (entries.empty()) add(sums.front(), [](const Eigen::VectorXd& x) -> const Eigen::VectorXd& { return x; });
        for (std::size_t f = 0; f < in_rows.size(); ++f)
            add(sums[f], [&](const Eigen::VectorXd& x) { return Eigen::VectorXd(x(in_rows[f])); });
    }
    return sums;
}

// Of all rows. Collective.
std::vector<FieldSums> sums_of(const Snapshots& truth, const Snapshots& prediction, const RelativeTo& relative_to,
                               const std::vector<std::vector<Index>>& entries) {
    const std::vector<Share> parts = snapshots::parts_of(snapshots::rows_of(truth));
    const auto count = static_cast<Index>(parts.size());
    const auto fields = static_cast<Index>(std::max<std::size_t>(1, entries.size()));
    const Index sized = truth.count() + truth.cases;
    const Index each = truth.count() + (relative_to.state ? 2 : 1) * sized;
    Eigen::MatrixXd of_parts(each * fields, count);
    const Share own = count > 1 ? share_of_rank(count) : Share{0, 1};
    parallel_for(own.count, true, [&](Index k) {
        const std::vector<FieldSums> sums =
            sums_of_rows(truth, prediction, relative_to, entries, parts[static_cast<std::size_t>(own.first + k)]);
        for (Index f = 0; f < fields; ++f)
            of_parts.col(own.first + k).segment(f * each, each) = sums[static_cast<std::size_t>(f)].values();
    });
    if (count > 1) complete_columns(of_parts, count);
    std::vector<FieldSums> sums;
    for (Index f = 0; f < fields; ++f)
        sums.push_back(FieldSums::of_parts(truth.times, truth.cases, of_parts.middleRows(f * each, each)));
    return sums;
}

// Reads all again, since what errors are relative to may be known at the end only.
std::vector<CalibrationSums> calibrate(const Snapshots& truth, const Snapshots& prediction, const Snapshots& deviation,
                                       const RelativeTo& relative_to, const std::vector<FieldSums>& sums) {
    Entries entries(truth.fields, truth.size());
    std::vector<CalibrationSums> calibration(static_cast<std::size_t>(truth.cases));
    std::vector<Eigen::MatrixXd> references;
    references.reserve(sums.size());
    for (const FieldSums& one : sums) references.push_back(one.relative_to(relative_to.reference));
    for (Index s = 0; s < truth.count(); ++s) {
        const Index c = s / truth.times;
        const Index t = s % truth.times;
        Eigen::VectorXd error = entries.of(truth, s) - entries.of(prediction, s);
        Eigen::VectorXd sigma = entries.of(deviation, s);
        if (sigma.minCoeff() < 0)
            throw Error(deviation.array.name() + ": is negative in case " + std::to_string(c) + " at time " +
                        std::to_string(t) + "; standard deviations are not");
        double square = 0;
        for (Index f = 0; f < entries.fields(); ++f) {
            const Eigen::MatrixXd& reference = references[static_cast<std::size_t>(f)];
            auto of_field = sigma.segment(entries.start(f), entries.length(f));
            square += std::pow(of_field.stableNorm() / reference(t, c), 2);
            if (entries.fields() == 1) continue;
            of_field /= reference.mean();  // so that all count together
            error.segment(entries.start(f), entries.length(f)) /= reference.mean();
        }
        calibration[static_cast<std::size_t>(c)].add(error, sigma,
                                                     std::sqrt(square / static_cast<double>(entries.fields())));
    }
    return calibration;
}

Errors errors_of(const FieldSums& sums, const RelativeTo& relative_to, const Snapshots& truth,
                 const std::string& field) {
    const std::string of_field = field.empty() ? "" : " of field " + field;
    const Eigen::MatrixXd reference = sums.relative_to(relative_to.reference);
    Index t = 0;
    Index c = 0;
    if (!(reference.minCoeff(&t, &c) > 0))
        throw Error(truth.array.name() +
                    (relative_to.reference == Reference::norm
                         ? ": the snapshot" + of_field + " of case " + std::to_string(c) + " at time " +
                               std::to_string(t) +
                               " is zero, so its relative error is not defined; give --relative-to trajectory"
                         : ": there is no " + std::string(name_of(relative_to.reference)) + of_field +
                               " that errors could be relative to; give another --relative-to"));
    Errors result{field, sums.errors.cwiseQuotient(reference), {}};
    if (relative_to.reference != Reference::fluctuation && !relative_to.state && sums.whole.mean_dominates())
        result.of_fluctuation = sums.errors.cwiseQuotient(sums.whole.relative_to(Reference::fluctuation));
    return result;
}

// Of those that some fields have: a field without small fluctuations counts by its errors as they are.
Errors together(const std::vector<Errors>& fields) {
    const auto root_mean_square = [&](const auto& errors) {
        Eigen::MatrixXd squares = Eigen::MatrixXd::Zero(fields.front().relative.rows(), fields.front().relative.cols());
        for (const Errors& one : fields) squares += errors(one).cwiseAbs2();
        return Eigen::MatrixXd((squares / static_cast<double>(fields.size())).cwiseSqrt());
    };
    Errors all{"", root_mean_square([](const Errors& one) -> const Eigen::MatrixXd& { return one.relative; }), {}};
    if (std::ranges::any_of(fields, [](const Errors& one) { return one.of_fluctuation.size() > 0; }))
        all.of_fluctuation = root_mean_square([](const Errors& one) -> const Eigen::MatrixXd& {
            return one.of_fluctuation.size() > 0 ? one.of_fluctuation : one.relative;
        });
    return all;
}

}  // namespace

Comparison compare(const Snapshots& truth, const Snapshots& prediction, const Snapshots* deviation,
                   const RelativeTo& relative_to) {
    snapshots::require_same_shape(truth, prediction);
    if (deviation != nullptr) snapshots::require_same_shape(truth, *deviation);
    const Snapshots seen = snapshots::with_fields(prediction, truth.fields);
    std::vector<std::vector<Index>> entries;
    if (truth.fields.names.size() > 1 || truth.fields.has_gaps())
        entries = snapshots::entries_of_fields(truth.fields, truth.size());
    for (std::size_t f = 0; f < entries.size(); ++f)
        if (entries[f].empty())
            throw Error("all points of field " + truth.fields.names[f] + " are masked; leave it out");
    const std::vector<FieldSums> sums = sums_of(truth, seen, relative_to, entries);
    Comparison result;
    if (deviation != nullptr)
        result.calibration =
            calibrate(truth, seen, snapshots::with_fields(*deviation, truth.fields), relative_to, sums);
    for (const FieldSums& one : sums) result.suitable = std::max(result.suitable, one.whole.suitable());
    if (sums.size() == 1) {
        result.all = errors_of(sums.front(), relative_to, truth, "");
        return result;
    }
    for (std::size_t f = 0; f < sums.size(); ++f)
        result.fields.push_back(errors_of(sums[f], relative_to, truth, truth.fields.names[f]));
    result.all = together(result.fields);
    return result;
}

std::vector<CaseError> summarise(const Eigen::MatrixXd& relative_errors) {
    std::vector<CaseError> summary;
    for (Index c = 0; c < relative_errors.cols(); ++c) {
        CaseError one;
        one.largest = relative_errors.col(c).maxCoeff(&one.time);
        one.mean = relative_errors.col(c).mean();
        summary.push_back(one);
    }
    return summary;
}

std::size_t worst_case(const std::vector<CaseError>& errors) {
    const auto worst = std::max_element(errors.begin(), errors.end(),
                                        [](const CaseError& a, const CaseError& b) { return a.largest < b.largest; });
    return static_cast<std::size_t>(worst - errors.begin());
}

}  // namespace rom::evaluation
