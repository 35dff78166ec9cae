// SPDX-License-Identifier: MIT
#include "plugins/gemini/schema.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "plugins/gemini/names.h"

namespace aipool::gemini {
namespace {

// Of several words: they may come in snake_case.
constexpr std::string_view kKeywords[] = {"anyOf",     "minItems",      "maxItems",      "minLength",
                                          "maxLength", "minProperties", "maxProperties", "propertyOrdering"};
// What holds schemas: one, or a list of them; and maps of them by name.
constexpr std::string_view kSchemas[] = {"items",
                                         "additionalProperties",
                                         "anyOf",
                                         "oneOf",
                                         "allOf",
                                         "prefixItems",
                                         "not",
                                         "if",
                                         "then",
                                         "else",
                                         "contains",
                                         "propertyNames",
                                         "additionalItems",
                                         "unevaluatedItems",
                                         "unevaluatedProperties"};
constexpr std::string_view kMaps[] = {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"};
// What null may fail, where no `type` says that it is welcome.
constexpr std::string_view kRestrictions[] = {"enum", "const", "$ref", "allOf", "oneOf"};
constexpr std::string_view kUnspecified = "TYPE_UNSPECIFIED";
constexpr std::size_t kDepthMax = 64;

template <std::size_t kSize>
bool is_one_of(std::string_view key, const std::string_view (&keys)[kSize]) {
  return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
}

std::string_view keyword_of(std::string_view key) {
  for (const std::string_view keyword : kKeywords) {
    if (same_name(key, keyword)) return keyword;
  }
  return key;
}

// Numbers of 64 bits are texts in the JSON of protocol buffers.
bool is_count(json::Value value) {
  const std::string_view text = value.string_raw();
  return !text.empty() && text.size() < 19 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class SchemaWriter {
 public:
  explicit SchemaWriter(std::string& text) : out_(text) {}

  void write(json::Value schema, std::size_t depth) {
    if (!schema.is_object() || depth > kDepthMax) {
      out_.raw(schema.raw());
      return;
    }
    const bool nullable = schema.find("nullable").boolean().value_or(false);
    if (!nullable || says_which(schema)) return members(schema, nullable, depth);
    changed_ = true;
    if (!is_restricted(schema)) return members(schema, nullable, depth);
    out_.begin_object().key("anyOf").begin_array();
    members(schema, nullable, depth);
    null_schema();
    out_.end_array().end_object();
  }

  // False: what was written is what was read.
  bool changed() const { return changed_; }

 private:
  // There is a place for "null" among the types that are allowed.
  static bool says_which(json::Value schema) {
    const json::Value type = schema.find("type");
    return type.is_string() || type.is_array() || named(schema, "anyOf").is_array();
  }

  static bool is_restricted(json::Value schema) {
    for (const json::Member member : schema.members()) {
      if (is_one_of(member.key.string_raw(), kRestrictions)) return true;
    }
    return false;
  }

  void members(json::Value schema, bool nullable, std::size_t depth) {
    const bool says = says_which(schema);
    out_.begin_object();
    for (const json::Member member : schema.members()) {
      const std::string_view key = keyword_of(member.key.string_raw());
      const bool left_out = key == "nullable" || (key == "type" && member.value.equals(kUnspecified));
      changed_ = changed_ || left_out || key != member.key.string_raw();
      if (left_out) continue;
      out_.key_raw(key);
      value(key, member.value, nullable && says, depth);
    }
    out_.end_object();
  }

  void value(std::string_view key, json::Value value, bool nullable, std::size_t depth) {
    if (key == "type") return type(value, nullable);
    if (is_one_of(key, kMaps) && value.is_object()) {
      out_.begin_object();
      for (const json::Member member : value.members()) {
        out_.key_raw(member.key.string_raw());
        write(member.value, depth + 1);
      }
      out_.end_object();
    } else if (is_one_of(key, kSchemas)) {
      schemas(value, nullable && key == "anyOf", depth);
    } else if (key == "enum" && nullable && value.is_array()) {
      changed_ = true;
      out_.begin_array();
      for (const json::Value item : value.elements()) out_.raw(item.raw());
      out_.null().end_array();
    } else if ((key.starts_with("min") || key.starts_with("max")) && is_count(value)) {
      changed_ = true;
      out_.raw(value.string_raw());
    } else {
      out_.raw(value.raw());
    }
  }

  void schemas(json::Value value, bool with_null, std::size_t depth) {
    if (!value.is_array()) return write(value, depth + 1);
    out_.begin_array();
    for (const json::Value item : value.elements()) write(item, depth + 1);
    if (with_null) null_schema();
    out_.end_array();
  }

  // One type or a list of them.
  void type(json::Value value, bool nullable) {
    if (!nullable && value.is_string()) return word(value);
    if (!value.is_string() && !value.is_array()) {
      out_.raw(value.raw());
      return;
    }
    bool has_null = false;
    out_.begin_array();
    if (value.is_string()) word(value);
    for (const json::Value item : value.elements()) {
      word(item);
      has_null = has_null || sdk::equals_ignoring_case(item.string_raw(), "null");
    }
    if (nullable && !has_null) out_.string_raw("null");
    changed_ = changed_ || nullable;
    out_.end_array();
  }

  void word(json::Value type) {
    std::string word(type.raw());
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    changed_ = changed_ || word != type.raw();
    out_.raw(word);
  }

  void null_schema() {
    changed_ = true;
    out_.begin_object().key("type").string_raw("null").end_object();
  }

  json::Writer out_;
  bool changed_ = false;
};

}  // namespace

aip_bytes json_schema_of(const Source& source, json::Value schema) {
  std::string text;
  text.reserve(schema.raw().size() + 64);
  SchemaWriter writer(text);
  writer.write(schema, 0);
  return writer.changed() ? sdk::bytes(source.env.copy(std::string_view(text))) : source.raw(schema);
}

}  // namespace aipool::gemini
