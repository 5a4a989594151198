#include "rom/base/vectors.h"

#include <array>
#include <cmath>

#include "rom/base/product_kernels.h"
#include "rom/base/types.h"
#include "rom/network/activation.h"
#include "rom/network/point_network.h"
#include "support.h"

using namespace rom;
using test::random_matrix;

namespace {

// What `make` returns with vectors of each width that this processor has.
template <class Make>
auto with_each_width(const Make& make) {
    std::vector<decltype(make())> results;
    for (const char* width : {"avx2", "avx512"})
        if (test::error_of([&] { limit_vectors(width); }).empty()) results.push_back(make());
    limit_vectors(nullptr);
    return results;
}

// The product as it is defined: for each entry, blocks of 256 fused additions in order.
template <class Scalar>
Matrix<Scalar> defined_product(const Matrix<Scalar>& a, const Matrix<Scalar>& b, Scalar factor) {
    Matrix<Scalar> c = Matrix<Scalar>::Zero(a.rows(), b.cols());
    for (Index i = 0; i < a.rows(); ++i)
        for (Index j = 0; j < b.cols(); ++j)
            for (Index first = 0; first < a.cols(); first += 256) {
                Scalar sum = 0;
                for (Index k = first; k < std::min(a.cols(), first + 256); ++k) sum = std::fma(a(i, k), b(k, j), sum);
                c(i, j) = std::fma(factor, sum, c(i, j));
            }
    return c;
}

template <class Scalar>
void check_products() {
    for (const auto& [m, n, k] :
         {std::array<Index, 3>{31, 2, 1}, {47, 25, 300}, {150, 13, 20}, {2, 40, 513}, {33, 7, 256}}) {
        CAPTURE(m);
        CAPTURE(n);
        CAPTURE(k);
        const Matrix<Scalar> a = random_matrix(m, k, 1).template cast<Scalar>();
        const Matrix<Scalar> b = random_matrix(k, n, 2).template cast<Scalar>();
        const Matrix<Scalar> at = a.transpose();
        const Matrix<Scalar> bt = b.transpose();
        const Matrix<Scalar> expected = defined_product<Scalar>(a, b, Scalar(-0.7));
        const auto close = [&](const Matrix<Scalar>& c) { return (c.array() == expected.array()).all(); };
        for (const bool good : with_each_width([&] {
                 Matrix<Scalar> c = Matrix<Scalar>::Zero(m, n);
                 Eigen::Matrix<Scalar, -1, -1, Eigen::RowMajor> by_rows = c;
                 c.noalias() += Scalar(-0.7) * a * b;
                 bool all = close(c);
                 c.setZero();
                 c.noalias() += Scalar(-0.7) * at.transpose() * b;
                 all = all && close(c);
                 c.setZero();
                 c.noalias() += Scalar(-0.7) * a * bt.transpose();
                 all = all && close(c);
                 c.setZero();
                 c.noalias() += Scalar(-0.7) * at.transpose() * bt.transpose();
                 by_rows.noalias() += Scalar(-0.7) * a * b;
                 return all && close(c) && close(by_rows);
             }))
            CHECK(good);
    }
}

}  // namespace

TEST_CASE("vectors: products are the same fused sums with all widths and storages") {
    check_products<float>();
    check_products<double>();
}

TEST_CASE("vectors: activations have the same bits with all widths") {
    for (const char* name : names_of<network::Activation>()) {
        CAPTURE(name);
        const auto results = with_each_width([&] {
            Eigen::MatrixXd values = 4 * random_matrix(1003, 2, 3);
            Eigen::MatrixXf single = values.cast<float>();
            network::activate(value_of<network::Activation>(name), values.data(), values.col(1).data(), 1003);
            network::activate(value_of<network::Activation>(name), single.data(), single.col(1).data(), 1003);
            return Eigen::MatrixXd(values + single.cast<double>());
        });
        for (const Eigen::MatrixXd& result : results) CHECK(result == results.front());
    }
}

TEST_CASE("vectors: networks over points have the same bits with all widths") {
    const auto architecture =
        network::make_architecture({3, 11, 9, 2}, network::Activation::tanh, network::Activation::tanh);
    const Eigen::VectorXd weights = random_matrix(architecture.weight_count(), 1, 4);
    const auto results = with_each_width([&] {
        network::PointBlock block(architecture, 1);
        block.resize(101);
        const Eigen::MatrixXd inputs = random_matrix(101, 4, 5);
        std::copy_n(inputs.data(), 101, block.input(0));
        std::copy_n(inputs.col(1).data(), 101, block.input(1));
        const double shared = 0.3;
        block.forward(weights.data(), &shared, true);
        std::copy_n(inputs.col(2).data(), 101, block.output_gradient(0));
        std::copy_n(inputs.col(3).data(), 101, block.output_gradient(1));
        Eigen::VectorXd gradient = Eigen::VectorXd::Zero(weights.size() + 1);
        block.backward(weights.data(), &shared, true, gradient.data(), &gradient[weights.size()]);
        return gradient;
    });
    for (const Eigen::VectorXd& result : results) CHECK(result == results.front());
}

TEST_CASE("vectors: a width that there is not is refused") {
    CHECK(test::error_of([] { limit_vectors("sse4"); }) == "ROM_CPU is sse4; it can be avx2 or avx512");
    limit_vectors(nullptr);
}
