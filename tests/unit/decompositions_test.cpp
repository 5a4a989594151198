#include "rom/base/decompositions.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "rom/base/types.h"
#include "support.h"

using namespace rom;
using test::random_matrix;
using test::relative_difference;

namespace {

using Complex = std::complex<double>;

std::vector<Complex> sorted(std::vector<Complex> values) {
    std::sort(values.begin(), values.end(), [](const Complex& a, const Complex& b) {
        return std::abs(a.real() - b.real()) > 1e-8 ? a.real() < b.real() : a.imag() < b.imag();
    });
    return values;
}

}  // namespace

TEST_CASE("eigenvalues: those that a matrix was made of, complex pairs and a double one among them") {
    Eigen::MatrixXd blocks = Eigen::MatrixXd::Zero(7, 7);
    blocks.block(0, 0, 2, 2) << -0.1, -14, 14, -0.1;
    blocks.block(2, 2, 2, 2) << 0.5, -2, 2, 0.5;
    blocks(4, 4) = -3;
    blocks(5, 5) = blocks(6, 6) = 1;
    const Eigen::MatrixXd basis = random_matrix(7, 7, 1) + 3 * Eigen::MatrixXd::Identity(7, 7);
    const auto found = sorted(eigenvalues(basis * blocks * basis.inverse()));
    const std::vector<Complex> expected = {-3.0, {-0.1, -14}, {-0.1, 14}, {0.5, -2}, {0.5, 2}, 1.0, 1.0};
    REQUIRE(found.size() == 7);
    for (std::size_t k = 0; k < 7; ++k) CHECK(std::abs(found[k] - expected[k]) < 1e-6);
}

TEST_CASE(
    "eigenvalues: A v = lambda v has a solution for each, their sum is the trace, their product the determinant") {
    for (const Index size : {1, 2, 5, 12}) {
        const Eigen::MatrixXd a = random_matrix(size, size, static_cast<unsigned>(size));
        const auto values = eigenvalues(a);
        REQUIRE(values.size() == static_cast<std::size_t>(size));
        Complex sum = 0;
        Complex product = 1;
        for (const Complex& value : values) {
            sum += value;
            product *= value;
            // The least singular value of A - lambda is |A v - lambda v| of the best unit vector v.
            Eigen::MatrixXcd shifted = a.cast<Complex>();
            shifted.diagonal().array() -= value;
            CHECK(Eigen::JacobiSVD<Eigen::MatrixXcd>(shifted).singularValues().minCoeff() < 1e-12 * a.norm());
        }
        CHECK(std::abs(sum - a.trace()) < 1e-12 * a.norm());
        CHECK(std::abs(product - a.partialPivLu().determinant()) < 1e-10 * std::abs(product));
    }
}

TEST_CASE("eigenvalues: those of variables in other units are the same") {
    const Eigen::MatrixXd a = test::random_matrix(5, 5, 3);
    const Eigen::VectorXd units = (Eigen::VectorXd(5) << 1e-12, 1e3, 1, 1e9, 1e-4).finished();
    const auto plain = sorted(eigenvalues(a));
    const auto scaled = sorted(eigenvalues(units.asDiagonal() * a * units.cwiseInverse().asDiagonal()));
    for (std::size_t k = 0; k < plain.size(); ++k) CHECK(std::abs(plain[k] - scaled[k]) < 1e-12);
}

TEST_CASE("singular values: roots of the eigenvalues of A^T A, falling") {
    const Eigen::MatrixXd a = random_matrix(9, 6, 3);
    const Eigen::VectorXd found = singular_values(a);
    const Eigen::VectorXd rising =
        Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(a.transpose() * a).eigenvalues().cwiseSqrt();
    REQUIRE(found.size() == 6);
    CHECK(relative_difference(found, rising.reverse()) < 1e-12);
    CHECK(singular_values(Eigen::Vector3d(0, 3, 4))[0] == doctest::Approx(5));
}

TEST_CASE("exponential: of a skew matrix it is the rotation, of a nilpotent one a polynomial, of a diagonal one exp") {
    for (const double angle : {0.0, 0.3, std::numbers::pi, 40.0}) {
        Eigen::Matrix2d generator;
        generator << 0, -angle, angle, 0;
        Eigen::Matrix2d rotation;
        rotation << std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle);
        CHECK((exponential(generator) - rotation).norm() < 1e-12);
    }
    Eigen::Matrix3d nilpotent;
    nilpotent << 0, 2, 3, 0, 0, 4, 0, 0, 0;
    const Eigen::Matrix3d polynomial = Eigen::Matrix3d::Identity() + nilpotent + 0.5 * nilpotent * nilpotent;
    CHECK((exponential(nilpotent) - polynomial).norm() < 1e-14);
    const Eigen::Vector3d rates(-30, 0.5, 2);
    CHECK(relative_difference(exponential(rates.asDiagonal().toDenseMatrix()),
                              rates.array().exp().matrix().asDiagonal().toDenseMatrix()) < 1e-12);
}

TEST_CASE("least squares: normal equations where they have one solution, the shortest where they have many") {
    const Eigen::MatrixXd a = random_matrix(8, 3, 4);
    const Eigen::MatrixXd b = random_matrix(8, 2, 5);
    const Eigen::MatrixXd normal = (a.transpose() * a).inverse() * a.transpose() * b;
    CHECK(relative_difference(solve_least_squares(a, b), normal) < 1e-12);
    CHECK(relative_difference(solve_least_norm(a, b).solution, normal) < 1e-12);
    CHECK(solve_least_norm(a, b).rank == 3);

    Eigen::MatrixXd twice(8, 4);
    twice << a, a.col(0);
    const auto [solution, rank] = solve_least_norm(twice, b);
    CHECK(rank == 3);
    CHECK((solution.row(0) - solution.row(3)).norm() < 1e-12);  // shared evenly
    CHECK(relative_difference(twice * solution, a * normal) < 1e-12);
    CHECK(rank_of(twice, 1e-10) == 3);
}

TEST_CASE("symmetric matrices: A V = V diag(lambda) with V orthonormal, and L L^T = A") {
    const Eigen::MatrixXd root = random_matrix(6, 6, 6);
    const Eigen::MatrixXd a = root * root.transpose() + Eigen::MatrixXd::Identity(6, 6);
    const auto [values, vectors] = symmetric_eigen(a);
    CHECK(relative_difference(a * vectors, vectors * values.asDiagonal()) < 1e-12);
    CHECK((vectors.transpose() * vectors - Eigen::MatrixXd::Identity(6, 6)).norm() < 1e-12);
    CHECK(std::is_sorted(values.begin(), values.end()));
    const Cholesky cholesky(a);
    REQUIRE(cholesky.succeeded());
    CHECK(2 * cholesky.log_determinant() == doctest::Approx(values.array().log().sum()));
    CHECK(relative_difference(a * cholesky.solve(root), root) < 1e-12);
    CHECK_FALSE(Cholesky(Eigen::MatrixXd(-a)).succeeded());

    const Eigen::MatrixXd columns = random_matrix(20, 5, 7);
    const Eigen::MatrixXd q = orthonormal(columns);
    CHECK((q.transpose() * q - Eigen::MatrixXd::Identity(5, 5)).norm() < 1e-12);
    CHECK(relative_difference(q * (q.transpose() * columns), columns) < 1e-12);
}
