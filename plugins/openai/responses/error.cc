// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/error.h"

#include "plugins/openai/error_class.h"

namespace aipool::openai::responses {

std::string error_code(const aip_error& error, std::uint32_t origin) {
  const bool own = error.origin == origin || error.origin == 0;
  if (own && error.code.len != 0) return std::string(sdk::view(error.code));
  const ErrorWords words = error_words(error.error_class);
  return std::string(words.code.empty() ? words.type : words.code);
}

std::string stream_error(const aip_error& error, std::uint32_t origin) {
  std::string event = "event: error\ndata: ";
  json::Writer w(event);
  w.begin_object().key("type").string("error").key("code").string(error_code(error, origin));
  w.key("message").string(sdk::view(error.message)).key("param");
  error.param.len != 0 ? w.string(sdk::view(error.param)) : w.null();
  w.key("sequence_number").number(0).end_object();
  return event + "\n\n";
}

}  // namespace aipool::openai::responses
