// SPDX-License-Identifier: MIT
#include "plugins/openai/error.h"

#include <charconv>

#include "plugins/openai/convert.h"
#include "plugins/openai/error_class.h"

namespace aipool::openai {
namespace {

constexpr std::int32_t kOverloaded = 529;  // a status of other vendors that no OpenAI client knows

// A string as its text, a number as its digits, all else as nothing.
std::string word(json::Value value) { return value.is_number() ? std::string(value.raw()) : value.string(); }

std::string location(json::Value loc) {
  std::string text;
  for (const json::Value step : loc.elements()) {
    if (!text.empty()) text += '.';
    text += word(step);
  }
  return text;
}

struct Words {
  std::string message, type, code, param;
};

void fill(Words& words, json::Value object) {
  const auto take = [&](std::string& to, std::string_view key) {
    if (to.empty()) to = word(object.find(key));
  };
  take(words.message, "message");
  take(words.type, "type");
  take(words.code, "code");
  take(words.param, "param");
}

// {"detail": "text"} of Mistral and FastAPI, {"detail": [{"loc": [...], "msg": "text"}]} of its validation.
void fill_detail(Words& words, json::Value detail) {
  if (detail.is_string()) words.message = detail.string();
  for (const json::Value item : detail.elements()) {
    words.message = item.find("msg").string();
    words.param = location(item.find("loc"));
    return;
  }
}

Words words_of(json::Value body) {
  Words words;
  if (body.is_array() && body.size() != 0) body = *body.elements().begin();  // Gemini's front end wraps it so
  const json::Value error = body.find("error");
  if (error.is_string()) words.message = error.string();  // x.ai, whose code stands beside it
  fill(words, error);
  fill_detail(words, body.find("detail"));
  const json::Value message = body.find("message");  // Mistral, which may nest a detail there
  fill_detail(words, message.find("detail"));
  fill(words, body);
  return words;
}

std::int32_t number_in(std::string_view text) {
  std::int32_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc() && end == text.data() + text.size() ? number : 0;
}

// Inside an answer there is no status, but hosts put one into the code or beside it.
std::int32_t status_inside(json::Value body, const Words& words) {
  const std::int32_t by_code = number_in(words.code);
  const std::int32_t status = by_code != 0 ? by_code : number_in(word(body.find("error").find("status_code")));
  return status >= 400 && status < 600 ? status : 0;
}

void write_code(json::Writer& out, std::string_view code) {
  out.key("code");
  if (code.empty()) {
    out.null();
  } else if (code.front() != '0' && number_in(code) > 0) {
    out.raw(code);  // OpenRouter and Perplexity: a number
  } else {
    out.string(code);
  }
}

}  // namespace

void read_error(sdk::Env& env, std::uint32_t origin, json::Value body, std::int32_t status, aip_error& to) {
  const Words words = words_of(body);
  const bool inside = status == 0;
  if (inside) status = status_inside(body, words);
  to.error_class = error_class_of(status, words.type, words.code, words.message);
  to.http_status = status >= 400 ? status : 0;
  to.origin = origin;
  to.type = kept(env, words.type);
  to.code = kept(env, words.code);
  to.param = kept(env, words.param);
  const std::string fallback =
      inside ? "The upstream reported an error." : "The upstream answered with status " + std::to_string(status) + '.';
  to.message = sdk::bytes(env.copy(words.message.empty() ? fallback : capped_message(words.message)));
}

void decode_error(sdk::Env& env, std::uint32_t origin, const aip_reply& reply, aip_error& to) {
  json::Document document;
  // What is no JSON (a page of HTML) leaves the root absent, and the fixed sentence is said.
  static_cast<void>(document.parse(sdk::view(reply.body)));
  read_error(env, origin, document.root(), reply.status, to);
  to.retry_after_ms = retry_after_ms(reply.headers);
}

std::int32_t status_of(const aip_error& error) {
  if (error.http_status == kOverloaded) return error_words(AIP_E_OVERLOADED).status;
  return error.http_status != 0 ? error.http_status : error_words(error.error_class).status;
}

std::string write_error(const aip_error& error, std::uint32_t origin) {
  const ErrorWords words = error_words(error.error_class);
  const bool own = error.origin == origin || error.origin == 0;
  const std::string_view type = own ? sdk::view(error.type) : std::string_view();
  const bool model = error.error_class == AIP_E_NOT_FOUND && (!own || sdk::view(error.param) == "model");
  std::string_view code = own ? sdk::view(error.code) : std::string_view();
  if (code.empty() && error.origin != origin) code = model ? "model_not_found" : words.code;
  std::string text;
  json::Writer out(text);
  out.begin_object().key("error").begin_object();
  out.key("message").string(sdk::view(error.message));
  out.key("type").string(type.empty() ? words.type : type).key("param");
  if (own && !sdk::view(error.param).empty()) {
    out.string(sdk::view(error.param));
  } else {
    out.null();
  }
  write_code(out, code);
  out.end_object().end_object();
  return text;
}

}  // namespace aipool::openai
