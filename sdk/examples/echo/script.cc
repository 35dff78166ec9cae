// SPDX-License-Identifier: MIT
#include "script.h"

#include <aipool/json.hpp>
#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace echo {
namespace {

constexpr std::size_t npos = std::string_view::npos;

bool is_json(std::string_view text) {
  aipool::json::Document document;
  return document.parse(text) == aipool::json::Error::kNone;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// Clients that quote a prompt inside JSON escape the quotes once more.
std::string without_backslashes_before_quotes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) != "\\\"") out += text[i];
    if (text.substr(i, 2) == "\\\"") out += text[++i];
  }
  return out;
}

// NAME {arguments}; nothing if the arguments are not JSON.
std::optional<Directive> tool(std::string_view body) {
  body = trimmed(body);
  const std::size_t name_end = std::min(body.find_first_of(" \t\r\n{"), body.size());
  Directive directive = {"tool", body.substr(0, name_end), std::string(trimmed(body.substr(name_end)))};
  if (directive.arguments.empty()) directive.arguments = "{}";
  if (is_json(directive.arguments)) return directive;
  directive.arguments = without_backslashes_before_quotes(directive.arguments);
  if (is_json(directive.arguments)) return directive;
  return std::nullopt;
}

}  // namespace

std::vector<Directive> directives(std::string_view prompt) {
  std::vector<Directive> found;
  for (std::size_t at = prompt.find("[["); at != npos; at = prompt.find("[[", at)) {
    const std::size_t word = at + 2;
    const std::size_t word_end = std::min(prompt.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", word), prompt.size());
    at = word;
    if (word_end == word) continue;
    std::size_t end = prompt.find("]]", word_end);
    const std::string_view name = prompt.substr(word, word_end - word);
    const std::size_t value = prompt.substr(word_end, 1) == ":" ? word_end + 1 : word_end;
    std::optional<Directive> directive;
    if (name != "tool" && end != npos) directive = Directive{name, prompt.substr(value, end - value), {}};
    // "]]" may also stand in the arguments: the first one that leaves them valid ends the directive.
    while (name == "tool" && end != npos && !(directive = tool(prompt.substr(value, end - value)))) {
      end = prompt.find("]]", end + 1);
    }
    if (!directive) break;
    found.push_back(*std::move(directive));
    at = end + 2;
  }
  return found;
}

}  // namespace echo
