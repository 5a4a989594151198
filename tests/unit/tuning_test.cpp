#include <cmath>
#include <numbers>

#include "rom/cli/tuning.h"
#include "rom/evaluation/folds.h"
#include "rom/evaluation/selection.h"
#include "support.h"

using namespace rom;

namespace {

Eigen::MatrixXd grid(Index first, Index second) {
    Eigen::MatrixXd points(first * second, 2);
    for (Index a = 0; a < first; ++a)
        for (Index b = 0; b < second; ++b)
            points.row(a * second + b) << 0.1 * static_cast<double>(a * a), 7.0 - static_cast<double>(b);
    return points;
}

}  // namespace

TEST_CASE("folds: cases between others are those in the convex hull of the rest") {
    CHECK(evaluation::rows_between(grid(3, 3)) == std::vector<Index>{1, 3, 4, 5, 7});
    CHECK(evaluation::rows_between(grid(2, 3)) == std::vector<Index>{1, 4});
    CHECK(evaluation::rows_between(Eigen::Vector4d(3, 1, 2, 5)) == std::vector<Index>{0, 2});
    // A regular polygon has corners alone; its centre lies within.
    Eigen::MatrixXd polygon(8, 2);
    for (Index k = 0; k < 7; ++k)
        polygon.row(k) << std::cos(2 * std::numbers::pi * static_cast<double>(k) / 7),
            std::sin(2 * std::numbers::pi * static_cast<double>(k) / 7);
    polygon.row(7) << 0.3, -0.2;
    CHECK(evaluation::rows_between(polygon) == std::vector<Index>{7});
    CHECK(evaluation::rows_between(polygon.topRows(1)).empty());
}

TEST_CASE("folds: of a grid all cases of an inner value, of others groups of those between") {
    const auto folds = evaluation::folds_of(grid(4, 3), 4);
    REQUIRE(folds.size() == 3);
    CHECK(folds[0] == std::vector<Index>{3, 4, 5});      // the second value of the first parameter
    CHECK(folds[1] == std::vector<Index>{1, 4, 7, 10});  // the middle one of the second
    CHECK(folds[2] == std::vector<Index>{6, 7, 8});
    CHECK(evaluation::folds_of(grid(5, 5), 4).size() == 4);
    CHECK(evaluation::folds_of(grid(2, 2), 4).empty());
    const auto line = evaluation::folds_of(Eigen::VectorXd::LinSpaced(8, 0, 1), 4);
    REQUIRE(line.size() == 4);
    CHECK(line[0] == std::vector<Index>{1, 5});
    CHECK(line[3] == std::vector<Index>{4});
    CHECK(evaluation::folds_of(Eigen::Vector2d(1, 2), 4).empty());
}

TEST_CASE("folds: cases with the same parameters are left out together, as one would be") {
    const std::vector<Index> rows = {0, 3, 1, 3, 2, 0, 4, 1, 3};
    const Eigen::VectorXd line = Eigen::VectorXd::LinSpaced(5, 0, 1);
    const auto of_rows = evaluation::folds_of(line, 4);
    const auto of_cases = evaluation::folds_of(line(rows), 4);
    // 0, 3, 1, 2, 4 is the order in which they appear.
    REQUIRE(of_rows.size() == 3);
    REQUIRE(of_cases.size() == 3);
    CHECK(of_cases[0] == std::vector<Index>{1, 3, 8});
    CHECK(of_cases[1] == std::vector<Index>{2, 7});
    CHECK(of_cases[2] == std::vector<Index>{4});
    CHECK(evaluation::folds_of(Eigen::Vector4d(1, 2, 1, 2), 4).empty());
    // Parameters of which several cases have each are no grid for that.
    const Eigen::MatrixXd scattered = test::random_matrix(6, 2, 1);
    const auto folds = evaluation::folds_of(scattered.replicate(2, 1), 4);
    const auto once = evaluation::folds_of(scattered, 4);
    REQUIRE(folds.size() == once.size());
    for (std::size_t f = 0; f < folds.size(); ++f) CHECK(folds[f].size() == 2 * once[f].size());
}

TEST_CASE("selection: the error is the mean over cases of the largest relative one, the blend the best of means") {
    Eigen::MatrixXd truth(2, 4);  // two cases of two times
    truth << 1, 2, 0, 4, 0, 0, 3, 3;
    Eigen::MatrixXd off = truth;
    off.col(1) << 2, 0.5;   // 0.25 of the first case
    off.col(2) << 0, 3.03;  // 0.01 of the second
    CHECK(evaluation::mean_error(evaluation::relative_truth(truth, 2), off) == doctest::Approx((0.25 + 0.01) / 2));
    // Two that err in opposite ways, one with half of it: a blend of 1 and 2 parts is exact.
    const Eigen::MatrixXd noise = test::random_matrix(2, 4, 3);
    const std::vector<Eigen::MatrixXd> candidates = {truth + 2 * noise, truth + 5 * noise.cwiseAbs(), truth - noise};
    const auto selection = evaluation::select_together(evaluation::relative_truth(truth, 2), candidates);
    CHECK(selection.weights == std::vector<Index>{1, 0, 2});
    CHECK(selection.error < 1e-12);
    CHECK(evaluation::select_together(evaluation::relative_truth(truth, 2), {off}).weights == std::vector<Index>{1});
}

TEST_CASE("tuning: a name is one word of shell") {
    CHECK(cli::shell_word("a/b-1.npy") == "a/b-1.npy");
    CHECK(cli::shell_word("a b") == "'a b'");
    CHECK(cli::shell_word("it's $x") == "'it'\\''s $x'");
    CHECK(cli::shell_word("") == "''");
}
