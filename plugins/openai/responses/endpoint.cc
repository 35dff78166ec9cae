// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/endpoint.h"

#include <algorithm>
#include <string>

#include "plugins/openai/percent.h"
#include "plugins/openai/responses/protocol.h"

namespace aipool::openai::responses {
namespace {

// Of the client's query only what the vendor knows: it may hold a key that is for this server.
std::string known_query(std::string_view query) {
  constexpr std::string_view kKnown[] = {"include",        "include[]", "include%5B%5D", "stream", "starting_after",
                                         "include_obfuscation", "after", "before", "limit", "order"};
  std::string kept;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const std::string_view name = pair.substr(0, pair.find('='));
    if (std::find(std::begin(kKnown), std::end(kKnown), name) == std::end(kKnown)) continue;
    if (!kept.empty()) kept += '&';
    kept += pair;
  }
  return kept;
}

void set_stored(sdk::Env& env, const aip_request& request, std::string_view method, std::string_view what,
                aip_prepared& prepared) {
  const std::string path = "/responses/" + percent_encoded(sdk::view(request.item_id)) + std::string(what);
  sdk::set_target(prepared, method, env.copy(std::string_view(path)));
  const std::string query = known_query(sdk::view(request.query));
  if (!query.empty()) prepared.query = sdk::bytes(env.copy(std::string_view(query)));
}

}  // namespace

bool speaks(const aip_account& account) { return sdk::view(account.protocol) == kProtocol; }

bool supports(aip_enum operation) {
  return operation == AIP_OP_GENERATE || operation == AIP_OP_COUNT_TOKENS || operation == AIP_OP_COMPACT ||
         sdk::asks_for_stored(operation);
}

bool set_endpoint(sdk::Env& env, const aip_request& request, aip_prepared& prepared) {
  switch (request.operation) {
    case AIP_OP_GENERATE:
      sdk::set_target(prepared, "POST", "/responses");
      return true;
    case AIP_OP_COUNT_TOKENS:
      sdk::set_target(prepared, "POST", "/responses/input_tokens");
      return true;
    case AIP_OP_COMPACT:
      sdk::set_target(prepared, "POST", "/responses/compact");
      return true;
    case AIP_OP_GET_RESPONSE:
      set_stored(env, request, "GET", "", prepared);
      return true;
    case AIP_OP_DELETE_RESPONSE:
      set_stored(env, request, "DELETE", "", prepared);
      return true;
    case AIP_OP_LIST_INPUT_ITEMS:
      set_stored(env, request, "GET", "/input_items", prepared);
      return true;
    case AIP_OP_CANCEL_RESPONSE:
      set_stored(env, request, "POST", "/cancel", prepared);
      return true;
    default:
      return false;
  }
}

}  // namespace aipool::openai::responses
