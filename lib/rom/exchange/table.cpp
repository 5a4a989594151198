// Columns of numbers in text: separated by commas, semicolons, tabs or blanks, with or without a line of names.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/exchange/elements.h"
#include "rom/exchange/formats.h"

namespace rom::exchange {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 20;
constexpr std::int64_t kMarkEvery = 1024;  // rows
constexpr const char* kTable = "table";

// The lines of a file from an offset on.
class Lines {
public:
    Lines(const ByteFile& file, std::size_t offset) : file_(file), start_(offset) {}

    // The next line without its end, and where it begins; false after the last one.
    bool next(std::string_view& line, std::size_t& offset) {
        while (true) {
            const char* from = buffer_.data() + at_;
            const void* end = at_ < buffer_.size() ? std::memchr(from, '\n', buffer_.size() - at_) : nullptr;
            const bool last = start_ + buffer_.size() >= file_.size();
            if (end != nullptr || (last && at_ < buffer_.size())) {
                const auto length = end != nullptr ? static_cast<std::size_t>(static_cast<const char*>(end) - from)
                                                   : buffer_.size() - at_;
                line = {from, length};
                if (line.ends_with('\r')) line.remove_suffix(1);
                offset = start_ + at_;
                at_ = std::min(buffer_.size(), at_ + length + 1);
                return true;
            }
            if (last) return false;
            start_ += at_;
            const std::size_t kept = buffer_.size() - at_;
            buffer_.resize(std::min(file_.size() - start_, std::max(kBuffer, 2 * kept)));
            file_.read(start_, std::as_writable_bytes(std::span(buffer_)));
            at_ = 0;
        }
    }

private:
    const ByteFile& file_;
    std::size_t start_;  // of the buffer in the file
    std::size_t at_ = 0;
    std::vector<char> buffer_;
};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\"");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\"") - first + 1);
}

bool is_content(std::string_view line) {
    const std::string_view text = trimmed(line);
    return !text.empty() && text[0] != '#';
}

// The next field of a line; blanks count as one separator.
std::string_view take_field(std::string_view& rest, char separator) {
    std::size_t end = 0;
    if (separator == ' ') {
        rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(" \t")));
        end = rest.find_first_of(" \t");
    } else {
        end = rest.find(separator);
    }
    const std::string_view field = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    if (separator == ' ') rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(" \t")));
    return trimmed(field);
}

std::vector<std::string> fields_of(std::string_view line, char separator) {
    std::vector<std::string> fields;
    if (separator == ' ') line = trimmed(line);
    const bool open = !line.empty() && line.back() == separator && separator != ' ';
    while (!line.empty()) fields.emplace_back(take_field(line, separator));
    if (open) fields.emplace_back();
    return fields;
}

// An empty field is a number that is missing; Fortran writes 1.5D+00.
std::optional<double> number_of(std::string_view field) {
    if (field.empty()) return NAN;
    if (field[0] == '+') field.remove_prefix(1);
    double value = 0;
    std::string with_e;
    if (const auto exponent = field.find_first_of("dD"); exponent != field.npos && exponent > 0) {
        with_e = field;
        with_e[exponent] = 'e';
        field = with_e;
    }
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc() || end != field.data() + field.size()) return std::nullopt;
    return value;
}

struct Table {
    ByteFile file;
    char separator = ',';
    std::vector<std::string> names;
    std::vector<std::size_t> entries;  // the columns that are no times
    std::int64_t rows = 0;
    std::vector<std::size_t> marks;  // where rows 0, kMarkEvery, ... begin
};

char separator_of(std::string_view line) {
    for (const char one : {',', ';', '\t'})
        if (line.find(one) != line.npos) return one;
    return ' ';
}

bool all_numbers(const std::vector<std::string>& fields) {
    return std::all_of(fields.begin(), fields.end(), [](const std::string& f) { return number_of(f).has_value(); });
}

// A first line that begins with a number has no names, even if not all of it can be read.
bool is_header(const std::vector<std::string>& fields) {
    return !all_numbers(fields) && (fields[0].empty() || !number_of(fields[0]));
}

// The column of the times; a number may be the name of one.
std::optional<std::size_t> column_of_times(const std::vector<std::string>& names, const std::string& time) {
    if (time.empty()) return time_among(names);
    const auto named = std::find(names.begin(), names.end(), time);
    return named != names.end() ? std::optional(static_cast<std::size_t>(named - names.begin())) : std::nullopt;
}

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Names from the first line, or from a comment before it that has as many; else "1", "2", ...
Table index_of(const std::string& path, const std::string& time) {
    Table table{ByteFile(path), ',', {}, {}, 0, {}};
    Lines lines(table.file, 0);
    std::string_view line;
    std::size_t offset = 0;
    std::vector<std::string> comment;
    std::string comment_line;
    while (lines.next(line, offset)) {
        if (offset == 0 && line.starts_with(kByteOrderMark)) line.remove_prefix(offset = kByteOrderMark.size());
        if (line.find('\0') != line.npos)
            throw Error(path + ": is neither text nor of a format that is known; give --shape and --type if it is raw");
        if (!is_content(line)) {
            if (table.names.empty() && trimmed(line).starts_with('#')) comment_line = trimmed(trimmed(line).substr(1));
            continue;
        }
        if (table.names.empty()) {
            table.separator = separator_of(line);
            const std::vector<std::string> first = fields_of(line, table.separator);
            comment = fields_of(comment_line, separator_of(comment_line));
            if (is_header(first)) {
                table.names = first;
                continue;
            }
            const bool named = comment.size() == first.size() && !all_numbers(comment);
            for (std::size_t k = 0; k < first.size(); ++k)
                table.names.push_back(named ? comment[k] : std::to_string(k + 1));
        }
        if (table.rows++ % kMarkEvery == 0) table.marks.push_back(offset);
    }
    if (table.rows == 0) throw Error(path + ": has no line of numbers; a table of numbers is needed");
    const auto times = column_of_times(table.names, time);
    for (std::size_t k = 0; k < table.names.size(); ++k)
        if (k != times) table.entries.push_back(k);
    return table;
}

// Columns of a row, in rising order, from `first` on, `step` apart.
template <class Scalar>
void parse_row(const Table& table, std::string_view line, std::int64_t row, const std::vector<std::size_t>& columns,
               Scalar* out) {
    const auto complain = [&](const std::string& what) {
        throw Error(table.file.name() + ": row " + std::to_string(row + 1) + " of the numbers has " + what);
    };
    std::size_t column = 0;
    std::string_view rest = line;
    const bool open = !line.empty() && line.back() == table.separator && table.separator != ' ';
    std::size_t next = 0;
    while (!rest.empty() || (open && column + 1 == table.names.size())) {
        const std::string_view field = take_field(rest, table.separator);
        if (next < columns.size() && column == columns[next]) {
            const auto value = number_of(field);
            if (!value) complain("'" + std::string(field) + "', which is no number, in column " + table.names[column]);
            out[next++] = static_cast<Scalar>(*value);
        }
        ++column;
    }
    if (column != table.names.size())
        complain(counted(static_cast<std::int64_t>(column), "column") + " but the first has " +
                 std::to_string(table.names.size()) + "; each needs the same");
}

void read_table(const Table& table, std::size_t variable, const Slab& slab, Numbers out) {
    std::vector<std::size_t> columns;
    if (variable == 0) {
        for (std::int64_t k = 0; k < slab[1].count; ++k)
            columns.push_back(table.entries[static_cast<std::size_t>(slab[1].start + k * slab[1].step)]);
    } else {
        columns = {variable - 1};
    }
    const Range& rows = slab[0];
    if (rows.count == 0) return;
    std::int64_t row = rows.start / kMarkEvery * kMarkEvery;
    Lines lines(table.file, table.marks[static_cast<std::size_t>(row / kMarkEvery)]);
    std::string_view line;
    std::size_t offset = 0;
    for (std::int64_t done = 0; done < rows.count && lines.next(line, offset);) {
        if (!is_content(line)) continue;
        if (row == rows.start + done * rows.step) {
            std::visit(
                [&](auto to) {
                    parse_row(table, line, row, columns, to.data() + static_cast<std::size_t>(done) * columns.size());
                },
                out);
            ++done;
        }
        ++row;
    }
}

}  // namespace

Source open_table(const std::string& path, const std::string& time) {
    const auto table = std::make_shared<const Table>(index_of(path, time));
    const auto entries = static_cast<std::int64_t>(table->entries.size());
    const bool timed = table->entries.size() < table->names.size();
    const std::string rows = !timed ? "row" : time.empty() ? "time" : time;
    Source source;
    source.name = path;
    Variable all;
    all.name = kTable;
    all.shape = {table->rows, entries};
    all.dimensions = {rows, "column"};
    all.type = "text";
    source.usual = kTable;
    source.variables.push_back(all);
    for (const std::string& name : table->names) {
        Variable column = all;
        column.name = name;
        column.shape = {table->rows};
        column.dimensions = {rows};
        source.variables.push_back(column);
    }
    source.read = [table](std::size_t variable, const Slab& slab, Numbers out) {
        read_table(*table, variable, slab, out);
    };
    return source;
}

}  // namespace rom::exchange
