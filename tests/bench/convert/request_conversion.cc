// SPDX-License-Identifier: MIT
#include "tests/bench/convert/request_conversion.h"

#include <stdexcept>
#include <utility>

#include "aipool/sdk/bytes.hpp"
#include "core/plugin/abi_view.h"

namespace aipool::bench {
namespace {

template <class T>
void require(const Result<T>& result) {
  if (!result) throw std::runtime_error(result.error().detail);
}

}  // namespace

void RequestConversion::run(std::string_view body, std::string& converted) const {
  // Where the model is no member of the body, it is one of the path.
  static constexpr aip_field kParams[] = {sdk::field("call", "gemini-2.5-pro:generateContent")};
  plugin::Call call("bench");
  auto request = plugin::sized<aip_request>();
  request.operation = AIP_OP_GENERATE;
  request.client_protocol = from_.number();
  request.method = plugin::bytes("POST");
  request.params = sdk::fields(kParams);
  request.source_body = plugin::bytes(body);
  require(from_.inspect(call, request));
  require(from_.decode_request(call, request));
  request.upstream_model = request.client_model;
  auto encoded = to_.encode_request(call, request);
  require(encoded);
  converted = std::move(encoded->bytes);
}

}  // namespace aipool::bench
