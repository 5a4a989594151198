#include "rom/prediction/ensemble.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "rom/evaluation/ensemble.h"
#include "rom/prediction/uncertainty.h"
#include "support.h"

using namespace rom;
using prediction::Combination;

namespace {

std::vector<Eigen::MatrixXd> some_matrices(std::size_t count) {
    std::vector<Eigen::MatrixXd> matrices;
    for (unsigned k = 0; k < count; ++k) matrices.push_back(test::random_matrix(5, 3, 40 + k));
    return matrices;
}

// A baseline on the mesh, of one entry, that says `value` at each of so many states.
struct Constant {
    explicit Constant(double value) : value(value) { coordinates.mean = Eigen::VectorXd::Constant(1, 10); }
    prediction::Member member(Index states) const {
        return {.coordinates = coordinates, .beside = Eigen::MatrixXd::Constant(1, states, value)};
    }
    double value;
    snapshots::Coordinates coordinates;
};

}  // namespace

TEST_CASE("ensemble: the median is the middle of those that are present, the mean goes by their weights") {
    for (const std::size_t count : {2U, 3U, 4U, 7U}) {
        const auto members = some_matrices(count);
        Eigen::MatrixXd weights = Eigen::MatrixXd::Ones(static_cast<Index>(count), 3);
        weights(0, 1) = 0;  // the first is left out of column 1
        weights(1, 2) = 3;
        const Eigen::MatrixXd median = prediction::combine<double>(Combination::median, members, weights);
        const Eigen::MatrixXd mean = prediction::combine<double>(Combination::mean, members, weights);
        for (Index j = 0; j < 3; ++j)
            for (Index i = 0; i < 5; ++i) {
                std::vector<double> present;
                double sum = 0;
                for (std::size_t k = 0; k < count; ++k) {
                    if (weights(static_cast<Index>(k), j) > 0) present.push_back(members[k](i, j));
                    sum += weights(static_cast<Index>(k), j) * members[k](i, j);
                }
                std::sort(present.begin(), present.end());
                const std::size_t n = present.size();
                CHECK(median(i, j) == (present[(n - 1) / 2] + present[n / 2]) / 2);
                CHECK(mean(i, j) == doctest::Approx(sum / weights.col(j).sum()).epsilon(1e-12));
            }
    }
    CHECK_FALSE(test::error_of([] {
                    prediction::combine<double>(Combination::median, some_matrices(2), Eigen::MatrixXd::Zero(2, 3));
                }).empty());
}

TEST_CASE("ensemble: the deviation over members of equal weight is that of a sample") {
    const auto members = some_matrices(4);
    const Eigen::MatrixXd found = prediction::deviation_over<double>(members, Eigen::MatrixXd::Constant(4, 3, 0.7));
    Eigen::Vector4d entries;
    for (std::size_t k = 0; k < 4; ++k) entries[static_cast<Index>(k)] = members[k](2, 1);
    CHECK(found(2, 1) == doctest::Approx(std::sqrt((entries.array() - entries.mean()).square().sum() / 3)));
}

TEST_CASE("ensemble: a member is left out of the times it does not know, in its states and in the statistics") {
    const Constant first(1);
    const Constant second(4);
    std::vector<prediction::Member> members = {first.member(8), second.member(8)};
    members[1].known = {3, 0};  // of 4 times in each of two cases
    const prediction::EnsembleDecoder<double> decoder(members, Combination::median, 4);
    const Eigen::MatrixXd states = decoder(0, 8);
    CHECK(states.col(2)[0] == 12.5);
    CHECK(states.col(3)[0] == 11);
    CHECK(states.col(4)[0] == 11);
    CHECK(decoder(2, 2).col(1)[0] == 11);
    members[1].weight = 3;
    const prediction::SampledMembers<double> sampled(members, Eigen::MatrixXd::Zero(2, 1), 4);
    std::vector<double> mean;
    std::vector<double> deviation;
    const Index lost =
        prediction::for_sampled_blocks<double>(sampled.of_case(0), TimeGrid::uniform(4, 1), {.samples = 4},
                                               [&](const prediction::SampledBlock<double>& block) {
                                                   mean.assign(block.mean.begin(), block.mean.end());
                                                   deviation.assign(block.deviation.begin(), block.deviation.end());
                                               });
    CHECK(lost == 0);
    // Of 8 draws 2 say 11 and 6 say 14.
    CHECK(mean[2] == doctest::Approx(13.25));
    CHECK(deviation[2] == doctest::Approx(std::sqrt((2 * 2.25 * 2.25 + 6 * 0.75 * 0.75) / 7)));
    CHECK(mean[3] == doctest::Approx(11));
    CHECK(deviation[3] == 0);
}

TEST_CASE("ensemble: the deviation over members goes by their weights") {
    const auto members = some_matrices(2);
    Eigen::MatrixXd weights(2, 3);
    weights.row(0).setOnes();
    weights.row(1).setConstant(3);
    const Eigen::MatrixXd found = prediction::deviation_over<double>(members, weights);
    const double mean = (members[0](1, 2) + 3 * members[1](1, 2)) / 4;
    const double squares = std::pow(members[0](1, 2) - mean, 2) + 3 * std::pow(members[1](1, 2) - mean, 2);
    CHECK(found(1, 2) == doctest::Approx(std::sqrt(2 * squares / 4)));
}

TEST_CASE("ensemble: statistics are right in each block of times, and quantiles where a member is left out") {
    snapshots::Coordinates coordinates;  // so many points that two times make a block
    const Index size = Index{1} << 20;
    const Index times = 5;
    coordinates.mean = Eigen::VectorXd::Zero(size);
    coordinates.basis = Eigen::MatrixXd::Ones(size, 1);
    std::vector<prediction::Member> members(2, prediction::Member{.coordinates = coordinates});
    for (std::size_t k = 0; k < 2; ++k) {
        members[k].beside.resize(1, times);
        for (Index t = 0; t < times; ++t)
            members[k].beside(0, t) = static_cast<double>(t * t) + 10 * static_cast<double>(k);
    }
    members[1].known = {3};
    const prediction::SampledMembers<double> sampled(members, Eigen::MatrixXd::Zero(1, 1), times);
    std::vector<double> mean;
    std::vector<double> lowest;
    std::vector<double> highest;
    prediction::for_sampled_blocks<double>(sampled.of_case(0), TimeGrid::uniform(times, 1),
                                           {.samples = 2, .quantiles = {0, 1}},
                                           [&](const prediction::SampledBlock<double>& block) {
                                               const auto step = static_cast<std::size_t>(size);
                                               for (std::size_t t = 0; t < block.mean.size() / step; ++t) {
                                                   mean.push_back(block.mean[t * step + 7]);
                                                   lowest.push_back(block.quantiles[2 * t * step + 7]);
                                                   highest.push_back(block.quantiles[(2 * t + 1) * step + 7]);
                                               }
                                           });
    CHECK(mean == std::vector<double>{5, 6, 9, 9, 16});
    CHECK(lowest == std::vector<double>{0, 1, 4, 9, 16});
    CHECK(highest == std::vector<double>{10, 11, 14, 9, 16});
}

TEST_CASE("ensemble: far worse than the median member is astray") {
    evaluation::EnsembleVerdict verdict;
    for (const double mean : {1.0, 1.2, 0.3, 3.1, std::nan("")}) {
        verdict.members.emplace_back();
        verdict.members.back().left_out.mean = mean;
    }
    CHECK(evaluation::astray(verdict) == std::vector<std::size_t>{4});  // the median is 1.2
    verdict.members.pop_back();
    CHECK(evaluation::astray(verdict) == std::vector<std::size_t>{3});  // the median is 1
    verdict.members.resize(2);
    verdict.members[1].left_out.mean = 100;
    CHECK(evaluation::astray(verdict).empty());
}

TEST_CASE("ensemble: the worst member is superfluous where all together are no better than the best alone") {
    evaluation::EnsembleVerdict verdict;
    verdict.members.resize(3);
    for (std::size_t k = 0; k < 3; ++k) verdict.members[k].left_out.mean = std::array{2.0, 5.0, 3.0}[k];
    verdict.together.left_out.mean = 1.9;
    CHECK(!evaluation::superfluous(verdict));
    verdict.together.left_out.mean = 2;
    CHECK(evaluation::superfluous(verdict) == std::size_t{1});
    // Cases at the ends count only where there are no others.
    for (std::size_t k = 0; k < 3; ++k) verdict.members[k].left_out.inner = std::array{0.4, 0.5, 0.6}[k];
    verdict.together.left_out.inner = 0.3;
    CHECK(!evaluation::superfluous(verdict));
    verdict.together.left_out.inner = 0.5;
    CHECK(evaluation::superfluous(verdict) == std::size_t{2});
    verdict.members.resize(1);
    CHECK(!evaluation::superfluous(verdict));
}
