#include "rom/snapshots/snapshots.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/base/ranks.h"

namespace rom::snapshots {
namespace {

// The entries first .. first + rows of snapshots start .. start + columns, one snapshot per column; read in parallel.
void read_block(const Snapshots& data, Index first, Index start, Eigen::Ref<Eigen::MatrixXd> block) {
    parallel_for(block.cols(), block.size() > 100000, [&](Index j) {
        read_entries(data, start + j, first, {block.col(j).data(), static_cast<std::size_t>(block.rows())});
    });
    if (data.seen) data.seen(block.size() * static_cast<Index>(npy::item_size(data.array.header().element)));
}

// Such a block will be read next.
void expect_block(const Snapshots& data, Index first, Index rows, Index start, Index columns) {
    for (Index j = 0; j < columns; ++j) data.array.expect(data.offset(start + j) + first, rows);
}

// By their numbers, the files whose names have one in place of "%d", or one of so many digits in place of "%04d".
std::map<Index, std::string> numbered_files(const std::string& path) {
    namespace fs = std::filesystem;
    std::map<Index, std::string> files;
    const std::string name = fs::path(path).filename();
    const std::size_t percent = name.find('%');
    if (percent == std::string::npos) return files;
    const bool padded = name.size() > percent + 3 && name[percent + 1] == '0' &&
                        std::isdigit(static_cast<unsigned char>(name[percent + 2]));
    const std::size_t letter = percent + (padded ? 3 : 1);
    if (letter >= name.size() || name[letter] != 'd') return files;
    const std::string before = name.substr(0, percent);
    const std::string after = name.substr(letter + 1);
    const std::size_t digits = padded ? static_cast<std::size_t>(name[percent + 2] - '0') : 1;
    const fs::path folder = fs::path(path).parent_path();
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, error)) {
        const std::string file = entry.path().filename();
        if (!file.starts_with(before) || !file.ends_with(after) || file.size() <= before.size() + after.size())
            continue;
        const std::string number = file.substr(before.size(), file.size() - before.size() - after.size());
        const bool longer = number.size() > digits && number[0] == '0';
        if (number.size() < digits || number.size() > 9 || longer ||
            number.find_first_not_of("0123456789") != std::string::npos)
            continue;
        files[std::stol(number)] = folder / file;
    }
    return files;
}

}  // namespace

npy::Array open_numbered(const std::string& path) {
    const std::map<Index, std::string> files = numbered_files(path);
    if (files.empty()) return npy::Array::open(path);
    std::vector<npy::Array> arrays;
    for (Index expected = files.begin()->first; const auto& [number, file] : files) {
        if (number != expected)
            throw Error(path + ": there is no file of number " + std::to_string(expected) + " but one of number " +
                        std::to_string(number) + "; all cases must be there");
        arrays.push_back(npy::Array::open(file));
        ++expected;
    }
    return npy::Array::joined(arrays, path);
}

Snapshots open_snapshots(const std::string& path, bool one_case) {
    npy::Array array = open_numbered(path);
    const npy::Shape& shape = array.shape();
    const std::size_t leading = one_case ? 1 : 2;
    if (shape.size() <= leading)
        throw Error(array.name() + " has " + std::to_string(shape.size()) + (shape.size() == 1 ? " axis" : " axes") +
                    " but snapshots need at least " + std::to_string(leading + 1) +
                    (one_case ? ", [times, ...space]"
                              : ", [cases, times, ...space]; for one case as [times, ...space] add --one-case"));
    if (npy::element_count(shape) == 0)
        throw Error(array.name() + " has shape " + npy::to_string(shape) + ", which holds nothing");
    Snapshots data{array, one_case ? 1 : static_cast<Index>(shape[0]), static_cast<Index>(shape[leading - 1]), {}};
    data.space.assign(shape.begin() + static_cast<std::ptrdiff_t>(leading), shape.end());
    return data;
}

std::string sha256_of(const Snapshots& data) {
    return of_first_rank(is_first_rank() ? data.array.sha256() : std::string());
}

void require_same_shape(const Snapshots& one, const Snapshots& other) {
    if (one.array.shape() != other.array.shape())
        throw Error(one.array.name() + " has shape " + npy::to_string(one.array.shape()) + " but " +
                    other.array.name() + " has " + npy::to_string(other.array.shape()) + "; they must match");
}

Snapshots with_fields(Snapshots data, const Fields& fields) {
    data.fields = fields;
    return data;
}

Snapshots with_delays(Snapshots data, Index delays) {
    if (data.times < delays + 1)
        throw Error(data.array.name() + " has " + std::to_string(data.times) + " times a case but " +
                    std::to_string(delays) + " delays take " + std::to_string(delays + 1) + " at least");
    data.times -= delays;
    data.delays = delays;
    data.fields = repeated(data.fields, delays + 1);
    return data;
}

void read_entries(const Snapshots& data, Index which, Index first, std::span<double> entries) {
    data.array.read_any(data.offset(which) + first, entries);
    to_units(data.fields, first, entries);
    data.array.require_finite(data.offset(which) + first, std::span<const double>(entries));
}

void read_snapshot(const Snapshots& data, Index which, Eigen::Ref<Eigen::VectorXd> state) {
    read_entries(data, which, 0, {state.data(), static_cast<std::size_t>(state.size())});
}

void for_snapshot_blocks(const Snapshots& data, const BlockVisitor& visit) {
    for_snapshot_blocks(data, {0, data.size()}, visit);
}

void for_snapshot_blocks(const Snapshots& data, const Share& rows, const BlockVisitor& visit) {
    for_snapshot_blocks(data, rows, {0, data.count()}, visit);
}

void for_snapshot_blocks(const Snapshots& data, const Share& rows, const Share& which, const BlockVisitor& visit) {
    const Index columns = std::clamp<Index>(kBlockEntries / rows.count, 1, which.count);
    Eigen::MatrixXd block(rows.count, columns);
    for (Index done = 0; done < which.count; done += columns) {
        auto part = block.leftCols(std::min(columns, which.count - done));
        read_block(data, rows.first, which.first + done, part);
        const Index next = done + part.cols();
        expect_block(data, rows.first, rows.count, which.first + next, std::min(columns, which.count - next));
        visit(which.first + done, part);
    }
}

void for_space_blocks(const Snapshots& data, const Share& rows, const BlockVisitor& visit) {
    const Index height = std::clamp<Index>(kBlockEntries / data.count(), 1, rows.count);
    Eigen::MatrixXd block(height, data.count());
    for (Index done = 0; done < rows.count; done += height) {
        auto part = block.topRows(std::min(height, rows.count - done));
        read_block(data, rows.first + done, 0, part);
        const Index next = done + part.rows();
        if (next < rows.count)
            expect_block(data, rows.first + next, std::min(height, rows.count - next), 0, data.count());
        visit(rows.first + done, part);
    }
}

}  // namespace rom::snapshots
