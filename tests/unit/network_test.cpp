#include <cmath>
#include <random>

#include "rom/network/network.h"
#include "support.h"

using namespace rom;
using rom::network::Activation;
using rom::test::central_differences;
using rom::test::random_matrix;
using rom::test::relative_difference;

namespace {

double expected(Activation activation, double x) {
    switch (activation) {
        case Activation::identity:
            return x;
        case Activation::softplus:
            return x > 30 ? x : std::log1p(std::exp(x));
        case Activation::tanh:
            return std::tanh(x);
        case Activation::sine:
            return std::sin(x);
        case Activation::relu:
            return x > 0 ? x : 0;
        case Activation::elu:
            return x > 0 ? x : std::expm1(x);
        case Activation::gelu:
            return 0.5 * x * std::erfc(-x / std::sqrt(2.0));
        case Activation::silu:
            return x / (1 + std::exp(-x));
        case Activation::sigmoid:
            return 1 / (1 + std::exp(-x));
    }
    return 0;
}

}  // namespace

TEST_CASE("activations: values and derivatives, single and double") {
    for (const char* name : names_of<Activation>()) {
        CAPTURE(name);
        const auto activation = value_of<Activation>(name);
        Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(1201, -12, 12);
        x = (x.array() + 1e-3).matrix();  // off the kink of ReLU and ELU
        Eigen::VectorXd value = x;
        Eigen::VectorXd derivative(x.size());
        network::activate(activation, value.data(), derivative.data(), x.size());
        Eigen::VectorXf value_f = x.cast<float>();
        Eigen::VectorXf derivative_f(x.size());
        network::activate(activation, value_f.data(), derivative_f.data(), x.size());
        Eigen::VectorXf inference_f = x.cast<float>();
        network::activate(activation, inference_f.data(), x.size());
        CHECK(inference_f == value_f);
        for (Index i = 0; i < x.size(); ++i) {
            const double f = expected(activation, x[i]);
            const double h = 1e-5;
            const double slope = (expected(activation, x[i] + h) - expected(activation, x[i] - h)) / (2 * h);
            REQUIRE(std::abs(value[i] - f) < 1e-13 * (1 + std::abs(f)));
            REQUIRE(std::abs(derivative[i] - slope) < 1e-9);
            REQUIRE(std::abs(value_f[i] - f) < 3e-6 * (1 + std::abs(f)));
            REQUIRE(std::abs(derivative_f[i] - slope) < 1e-5);
        }
    }
}

TEST_CASE("activations: no overflow at the ends") {
    for (const char* name : names_of<Activation>()) {
        CAPTURE(name);
        Eigen::Vector4d x(-1e4, -800, 800, 1e4);
        Eigen::Vector4d derivative;
        network::activate(value_of<Activation>(name), x.data(), derivative.data(), 4);
        CHECK(x.allFinite());
        CHECK(derivative.allFinite());
    }
}

TEST_CASE("network: gradients with respect to weights, gain and input equal central differences") {
    for (const char* name : names_of<Activation>()) {
        CAPTURE(name);
        for (const bool train_gain : {false, true}) {
            auto architecture =
                network::make_architecture({3, 7, 5, 4}, value_of<Activation>(name), value_of<Activation>(name));
            architecture.gain = 1.3;
            architecture.train_gain = train_gain;
            Eigen::VectorXd weights =
                network::initialise(architecture, network::Initialisation::xavier_normal, 3, 4, 3);
            for (std::size_t k = 0; k < 3; ++k)  // biases off zero
                for (Index i = architecture.bias_offset(k);
                     i < architecture.bias_offset(k) + architecture.layers[k].outputs; ++i)
                    weights[i] = 0.1 * std::sin(static_cast<double>(i));
            const Eigen::MatrixXd input = random_matrix(3, 6, 1);
            const Eigen::MatrixXd weight = random_matrix(4, 6, 2);
            const auto value = [&](const Eigen::VectorXd& p, const Eigen::MatrixXd& x) {
                return network::evaluate<double>(architecture, p.data(), x).cwiseProduct(weight).sum();
            };

            network::Workspace<double> work(architecture, 8);  // more columns than needed
            network::ArrangedWeights<double> arranged;
            arranged.assign(architecture, weights.data(), true);
            network::forward<double>(architecture, arranged, input, work);
            CHECK(relative_difference(work.outputs.back().leftCols(6),
                                      network::evaluate<double>(architecture, weights.data(), input)) < 1e-15);
            work.deltas.back().leftCols(6) = weight;
            Eigen::VectorXd gradient = Eigen::VectorXd::Zero(weights.size());
            Eigen::MatrixXd by_input(3, 6);
            Columns<double> by_input_ref = by_input;
            network::backward<double>(architecture, arranged, input, work, gradient.data(), &by_input_ref);

            CHECK(relative_difference(
                      gradient, central_differences([&](const Eigen::VectorXd& p) { return value(p, input); }, weights,
                                                    1e-3)) < 1e-6);
            const Eigen::VectorXd flat = input.reshaped();
            CHECK(relative_difference(
                      by_input.reshaped(),
                      central_differences([&](const Eigen::VectorXd& x) { return value(weights, x.reshaped(3, 6)); },
                                          flat, 1e-3)) < 1e-6);
        }
    }
}

TEST_CASE_TEMPLATE("network: the product with panels is that of Eigen, whatever remains of a tile", Scalar, float,
                   double) {
    for (const Index rows : {1, 5, 16, 17, 33, 70})
        for (const Index columns : {1, 7, 100, 4100})
            for (const Index count : {1, 6, 13, 25}) {
                CAPTURE(rows);
                CAPTURE(columns);
                CAPTURE(count);
                const Matrix<Scalar> a = random_matrix(rows, columns, 1).cast<Scalar>();
                const Matrix<Scalar> wide = random_matrix(columns + 3, count, 2).cast<Scalar>();
                const Vector<Scalar> start = random_matrix(rows, 1, 3).cast<Scalar>();
                const Matrix<Scalar> transposed = a.transpose();
                const auto x = wide.topRows(columns);
                const Matrix<Scalar> expected = (Scalar(2) * a * x).colwise() + start;
                network::Panels<Scalar> panels;
                for (const bool by_rows : {false, true}) {
                    if (by_rows)
                        panels.assign(transposed.data(), columns, 1, rows, columns, 2);
                    else
                        panels.assign(a.data(), 1, rows, rows, columns, 2);
                    Matrix<Scalar> y = Matrix<Scalar>::Constant(rows + 2, count, 7);
                    panels.multiply(start.data(), x.data(), wide.rows(), count, y.data(), y.rows());
                    CHECK((y.topRows(rows) - expected).norm() <
                          1e2 * std::numeric_limits<Scalar>::epsilon() * expected.norm());
                    CHECK((y.bottomRows(2).array() == Scalar(7)).all());
                    panels.scale(x.data(), wide.rows(), count, y.data(), y.rows());
                    CHECK((y.topRows(rows) - expected.cwiseProduct((expected.colwise() - start).eval())).norm() <
                          1e2 * std::numeric_limits<Scalar>::epsilon() * expected.squaredNorm());
                    panels.multiply(nullptr, x.data(), wide.rows(), count, y.data(), y.rows());
                    CHECK(((y.topRows(rows).colwise() + start) - expected).norm() <
                          1e2 * std::numeric_limits<Scalar>::epsilon() * expected.norm());
                }
            }
}

TEST_CASE("network: initial weights have the variance of Xavier, by fan-in and fan-out of the mesh") {
    const auto architecture = network::make_architecture({50, 400, 60}, Activation::tanh, Activation::tanh);
    for (const auto kind : {network::Initialisation::xavier_uniform, network::Initialisation::xavier_normal}) {
        const Eigen::VectorXd weights = network::initialise(architecture, kind, 1000, 2000, 7);
        const auto variance = [&](std::size_t layer) {
            const auto drawn = weights.segment(architecture.weight_offset(layer),
                                               architecture.layers[layer].outputs * architecture.layers[layer].inputs);
            CHECK(std::abs(drawn.mean()) < 3 * std::sqrt(2.0 / 1400 / static_cast<double>(drawn.size())));
            return drawn.squaredNorm() / static_cast<double>(drawn.size());
        };
        CHECK(variance(0) == doctest::Approx(2.0 / 1400).epsilon(0.03));
        CHECK(variance(1) == doctest::Approx(2.0 / 2400).epsilon(0.03));
        CHECK(weights.segment(architecture.bias_offset(0), 400).isZero());
    }
    CHECK(network::initialise(architecture, network::Initialisation::xavier_normal, 50, 60, 1) !=
          network::initialise(architecture, network::Initialisation::xavier_normal, 50, 60, 2));
}

TEST_CASE("network: one that no machine holds is refused, with its size, before memory is asked for") {
    const auto architecture =
        network::make_architecture({600, 1000000000000, 5}, network::Activation::tanh, network::Activation::tanh);
    CHECK(test::error_of([&] {
              network::initialise(architecture, network::Initialisation::xavier_normal, 600, 5, 1);
          }).find("606000000000005 weights of a network and their training would take 9.7e+06 GB") !=
          std::string::npos);
}
