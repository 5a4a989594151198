// NetCDF of version 4: a variable for each field, [case, time, ...space], with CF's axes and coordinates.
#include <netcdf.h>

#include <utility>

#include "rom/base/error.h"
#include "rom/exchange/writers.h"

namespace rom::exchange {
namespace {

class NetcdfOutput {
public:
    NetcdfOutput(const std::string& temporary, std::string name) : name_(std::move(name)) {
        require(nc_create(temporary.c_str(), NC_NETCDF4 | NC_CLOBBER, &id_));
        open_ = true;
    }
    ~NetcdfOutput() {
        if (open_) nc_close(id_);
    }
    NetcdfOutput(const NetcdfOutput&) = delete;
    NetcdfOutput& operator=(const NetcdfOutput&) = delete;

    int dimension(const std::string& name, Index extent) {
        int id = 0;
        require(nc_def_dim(id_, name.c_str(), static_cast<std::size_t>(extent), &id));
        return id;
    }
    int variable(const std::string& name, nc_type type, const std::vector<int>& dimensions) {
        int id = 0;
        require(nc_def_var(id_, name.c_str(), type, static_cast<int>(dimensions.size()), dimensions.data(), &id));
        return id;
    }
    void attribute(int variable, const char* key, const std::string& text) {
        if (!text.empty()) require(nc_put_att_text(id_, variable, key, text.size(), text.c_str()));
    }
    void put(int variable, const std::vector<std::size_t>& start, const std::vector<std::size_t>& count,
             const float* values) {
        require(nc_put_vara_float(id_, variable, start.data(), count.data(), values));
    }
    void put(int variable, const std::vector<std::size_t>& start, const std::vector<std::size_t>& count,
             const double* values) {
        require(nc_put_vara_double(id_, variable, start.data(), count.data(), values));
    }
    void close() {
        open_ = false;
        require(nc_close(id_));
    }

private:
    void require(int status) const {
        if (status != NC_NOERR) throw Error(name_ + ": cannot be written (" + nc_strerror(status) + ")");
    }
    std::string name_;
    int id_ = 0;
    bool open_ = false;
};

// The coordinates of the points, each a variable.
std::string write_coordinates(const Prediction& p, NetcdfOutput& out, int dimension) {
    std::string names;
    const std::size_t points = p.mesh->points.size() / 3;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        std::vector<double> values(points);
        for (std::size_t k = 0; k < points; ++k) values[k] = p.mesh->points[3 * k + axis];
        const std::string name(1, static_cast<char>('x' + axis));
        const int variable = out.variable(name, NC_DOUBLE, {dimension});
        out.attribute(variable, "axis", std::string(1, static_cast<char>('X' + axis)));
        out.put(variable, {0}, {points}, values.data());
        names += (names.empty() ? "" : " ") + name;
    }
    return names;
}

}  // namespace

void write_netcdf(const Prediction& p, const std::string& path, const Progress& progress) {
    NewFile file(path);
    NetcdfOutput out(file.temporary(), path);
    std::vector<int> dimensions = {out.dimension("case", static_cast<Index>(p.selection.size())),
                                   out.dimension("time", p.times)};
    const std::vector<std::string> axes = axes_of_space(p);
    std::vector<std::size_t> count = {1, 1};
    for (std::size_t k = 0; k < axes.size(); ++k) {
        dimensions.push_back(out.dimension(axes[k], p.space[k]));
        count.push_back(static_cast<std::size_t>(p.space[k]));
    }
    out.attribute(NC_GLOBAL, "Conventions", "CF-1.8");
    const int times = out.variable("time", NC_DOUBLE, {dimensions[1]});
    out.attribute(times, "units", p.time_units.empty() ? "1" : p.time_units);
    out.attribute(times, "axis", "T");
    out.attribute(times, "standard_name", "time");
    out.put(times, {0}, {static_cast<std::size_t>(p.times)}, p.time_values.data());
    const bool at_points = p.mesh && !p.on_cells && p.space.size() == 1;
    const std::string coordinates = at_points ? write_coordinates(p, out, dimensions.back()) : "";
    Index done = 0;
    with_type_of(p, [&]<class Scalar>(Scalar) {
        for (std::size_t k = 0; k < p.fields.size(); ++k) {
            const Field& field = p.fields[k];
            std::vector<int> own = dimensions;
            std::vector<std::size_t> extent = count;
            if (field.width > 1) {
                own.push_back(out.dimension(field.name + "_component", field.width));
                extent.push_back(static_cast<std::size_t>(field.width));
            }
            const int variable = out.variable(field.name, sizeof(Scalar) == 4 ? NC_FLOAT : NC_DOUBLE, own);
            out.attribute(variable, "coordinates", coordinates);
            for (std::size_t row = 0; row < p.selection.size(); ++row)
                for (Index time = 0; time < p.times; ++time) {
                    std::vector<std::size_t> start(extent.size(), 0);
                    start[0] = row;
                    start[1] = static_cast<std::size_t>(time);
                    const std::vector<Scalar> values = values_at<Scalar>(p, k, p.selection[row], time);
                    out.put(variable, start, extent, values.data());
                    progress(done += static_cast<Index>(values.size() * sizeof(Scalar)), p.bytes());
                }
        }
    });
    out.close();
    file.commit();
}

}  // namespace rom::exchange
