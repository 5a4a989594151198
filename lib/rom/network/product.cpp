#include "rom/network/product.h"

#include "rom/base/product_kernels.h"

namespace rom::network {

template <class Scalar>
void Panels<Scalar>::assign(const Scalar* entries, Index row_step, Index column_step, Index rows, Index columns,
                            Scalar scale) {
    const auto& kernels = product_kernels<Scalar>();
    rows_ = rows;
    columns_ = columns;
    entries_.resize(static_cast<std::size_t>(kernels.panel_entries(rows, columns)));
    kernels.arrange({entries, row_step, column_step, rows, columns}, scale, entries_.data());
}

template <class Scalar>
void Panels<Scalar>::multiply(const Scalar* start, const Scalar* x, Index x_step, Index count, Scalar* y,
                              Index y_step) const {
    product_kernels<Scalar>().multiply(entries_.data(), rows_, columns_, x, x_step, count,
                                       {Into::set, y, y_step, start});
}

template <class Scalar>
void Panels<Scalar>::scale(const Scalar* x, Index x_step, Index count, Scalar* y, Index y_step) const {
    product_kernels<Scalar>().multiply(entries_.data(), rows_, columns_, x, x_step, count, {Into::scale, y, y_step});
}

template class Panels<float>;
template class Panels<double>;

}  // namespace rom::network
