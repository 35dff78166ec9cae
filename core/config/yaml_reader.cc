// SPDX-License-Identifier: MIT
#include "core/config/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

namespace aipool::config {
namespace {

constexpr std::size_t kMaxNodes = 100'000;
constexpr std::size_t kMaxDepth = 32;

// Leaves yaml-cpp's parser in the middle of a file.
struct Abandon {
  Diagnostic fault;
};

// Builds one document from the parser's events.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& file, Faults& faults) : file_(file), faults_(faults) {}

  const Position& start() const { return start_; }
  Value take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override { start_ = position(mark); }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(make(Kind::kNull, mark), anchor); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto named = anchors_.find(anchor);
    if (named == anchors_.end())
      throw Abandon{{position(mark), "an alias stands inside the value it names", "write the value out"}};
    Value copy = named->second;
    count(copy, open_.size() + 1, position(mark));
    add(std::move(copy), YAML::NullAnchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    Value value = make(tag == "?" ? kind_of_plain(text) : Kind::kString, mark);
    value.text = text;
    add(std::move(value), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    push(make(Kind::kList, mark), anchor);
  }
  void OnSequenceEnd() override { pop(); }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    push(make(Kind::kMap, mark), anchor);
  }
  void OnMapEnd() override { pop(); }

 private:
  struct Open {
    Value value;
    YAML::anchor_t anchor;
    std::optional<Value> key;  // of a map, while its value is awaited
  };

  Position position(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }

  Value make(Kind kind, const YAML::Mark& mark) {
    Value value;
    value.kind = kind;
    value.position = position(mark);
    spend(value.position, open_.size() + 1);
    return value;
  }

  void spend(const Position& at, std::size_t depth) {
    if (depth > kMaxDepth) throw Abandon{{at, "nested deeper than 32 levels", "flatten this part of the file"}};
    if (++nodes_ > kMaxNodes) throw Abandon{{at, "more than 100000 values", "use fewer values and aliases"}};
  }

  // Charges a copied tree as if it had been written out, so that aliases of aliases cannot grow without bound.
  void count(const Value& value, std::size_t depth, const Position& at) {
    spend(at, depth);
    for (const Value& item : value.items) count(item, depth + 1, at);
    for (const Entry& entry : value.entries) count(entry.value, depth + 1, at);
  }

  void push(Value value, YAML::anchor_t anchor) { open_.push_back({std::move(value), anchor, std::nullopt}); }

  void pop() {
    Open done = std::move(open_.back());
    open_.pop_back();
    add(std::move(done.value), done.anchor);
  }

  void add(Value value, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = value;
    if (open_.empty()) {
      root_ = std::move(value);
      return;
    }
    Open& parent = open_.back();
    if (parent.value.kind == Kind::kList) {
      parent.value.items.push_back(std::move(value));
    } else if (!parent.key) {
      parent.key = std::move(value);
    } else {
      add_entry(parent.value, *std::exchange(parent.key, std::nullopt), std::move(value));
    }
  }

  void add_entry(Value& map, Value key, Value value) {
    // The parser marks an absent value at whatever token comes next.
    if (value.kind == Kind::kNull) value.position = key.position;
    if (key.kind == Kind::kList || key.kind == Kind::kMap || key.text.empty()) {
      add_fault(faults_, key.position, "a key must be a word, found " + std::string(describe(key)),
                "write it as name: value");
      return;
    }
    const auto first = std::ranges::find(map.entries, key.text, &Entry::key);
    if (first == map.entries.end()) {
      map.entries.push_back({std::move(key.text), std::move(key.position), std::move(value)});
      return;
    }
    add_fault(faults_, key.position, "duplicate key " + quote_key(key.text),
              "it is already set in line " + std::to_string(first->position.line) + ": keep one of them");
  }

  const std::string& file_;
  Faults& faults_;
  Position start_;
  Value root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Value> anchors_;
  std::size_t nodes_ = 0;
};

// yaml-cpp takes some control bytes for the end of the file.
std::optional<Position> first_control_byte(std::string_view text, const std::string& file) {
  Position at{file, 1, 1};
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f) return at;
    ++at.column;
    if (c == '\n') at = {file, at.line + 1, 1};
  }
  return std::nullopt;
}

Diagnostic syntax_fault(const YAML::Exception& error, const std::string& file) {
  const Position at{file, std::max(error.mark.line, 0) + 1, std::max(error.mark.column, 0) + 1};
  if (error.msg == YAML::ErrorMsg::DOC_IN_SCALAR)
    return {at, "YAML syntax: a quoted string is not closed", "add the missing quote"};
  if (error.msg == YAML::ErrorMsg::UNKNOWN_TOKEN)
    return {at, "YAML syntax: this character cannot start a value", "put the value in quotes"};
  return {at, "YAML syntax: " + error.msg, "check indentation, colons, quotes and brackets here and in the line above"};
}

}  // namespace

std::optional<Value> read_yaml(std::string_view text, const std::string& file, Faults& faults) {
  if (const auto at = first_control_byte(text, file)) {
    add_fault(faults, *at, "a control character", "save the file as plain UTF-8 text");
    return std::nullopt;
  }
  try {
    // The end marker makes yaml-cpp see a quote that is never closed.
    std::istringstream stream(std::string(text) + (text.ends_with('\n') ? "...\n" : "\n...\n"));
    YAML::Parser parser(stream);
    TreeBuilder first(file, faults);
    if (!parser.HandleNextDocument(first)) return empty_map({file, 1, 1});
    Value root = first.take_root();
    if (root.kind == Kind::kNull) root = empty_map({file, 1, 1});
    TreeBuilder second(file, faults);
    if (parser.HandleNextDocument(second))
      add_fault(faults, second.start(), "a second document", "keep one document in the file: remove this --- line");
    return root;
  } catch (const Abandon& abandon) {
    faults.push_back(abandon.fault);
  } catch (const YAML::Exception& error) {
    faults.push_back(syntax_fault(error, file));
  }
  return std::nullopt;
}

}  // namespace aipool::config
