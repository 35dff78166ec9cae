// SPDX-License-Identifier: MIT
#include "plugins/gemini/provider.h"

#include <algorithm>
#include <string>

#include "plugins/gemini/account_option.h"
#include "plugins/gemini/action.h"
#include "plugins/gemini/convert.h"
#include "plugins/gemini/gemini_protocol.h"
#include "plugins/gemini/model_path.h"
#include "plugins/gemini/model_version.h"

namespace aipool::gemini {
namespace {

constexpr aip_bytes kProtocols[] = {sdk::bytes(kProtocol)};

constexpr std::string_view kApiKeyHeader = "x-goog-api-key";
constexpr std::string_view kBearer = "bearer";
constexpr std::string_view kVersion = "v1beta";

constexpr aip_option kOptions[] = {
    sdk::option("auth", AIP_OPTION_STRING, 0, kApiKeyHeader, "how the key is sent: x-goog-api-key, or bearer"),
    sdk::option("version", AIP_OPTION_STRING, 0, kVersion, "version of the API, the first segment of the path"),
};

bool is_segment(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
  });
}

// "https://x/v1beta/" does, and so does what the account itself calls its version.
bool ends_with_version(std::string_view base, std::string_view version) {
  while (base.ends_with('/')) base.remove_suffix(1);
  const std::size_t slash = base.rfind('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view last = base.substr(slash + 1);
  const bool numbered = last.size() > 1 && last[0] == 'v' && last[1] >= '0' && last[1] <= '9';
  const bool is_host = slash > 0 && base[slash - 1] == '/';
  return !is_host && (last == version || (numbered && last.find('.') == std::string_view::npos));
}

std::string_view action_of(const aip_request& request, bool own) {
  switch (request.operation) {
    case AIP_OP_GENERATE:
      return (request.flags & AIP_REQUEST_STREAM) != 0 ? kStreamAction : std::string_view(":generateContent");
    case AIP_OP_COUNT_TOKENS:
      return ":countTokens";
    case AIP_OP_EMBED:
      return own && asks_for_one_vector(request) ? kEmbedAction : std::string_view(":batchEmbedContents");
    default:
      throw sdk::Fault{AIP_E_UNSUPPORTED, "gemini-custom has no such operation"};
  }
}

// All characters that a model's name may have stand for themselves in a path, but for "+", which some servers read as a
// blank.
std::string path_of(std::string_view version, std::string_view model, std::string_view action) {
  model = without_folder(model);
  if (leaves_folder(model)) throw sdk::Fault{AIP_E_NOT_FOUND, "There is no such model.", "model"};
  std::string path = "/";
  path.append(version).append("/").append(kNamePrefix);
  for (const char c : model) c == '+' ? path.append("%2B") : path.append(1, c);
  return path.append(action);
}

void set_headers(sdk::Env& env, const aip_account& account, const aip_request& request, aip_prepared& prepared) {
  const auto headers = env.array<aip_field>(3);
  std::size_t count = 0;
  if (const auto key = sdk::find(account.credential, "api_key"); key && !key->empty()) {
    const bool bearer = option_of(account, "auth", kApiKeyHeader) == kBearer;
    headers[count++] = bearer ? sdk::field("authorization", env.join("Bearer ", *key), AIP_FIELD_SECRET)
                              : sdk::field(kApiKeyHeader, *key, AIP_FIELD_SECRET);
  }
  const bool stream = (request.flags & AIP_REQUEST_STREAM) != 0;
  headers[count++] = sdk::field("accept", stream ? "text/event-stream" : "application/json");
  if (sdk::view(prepared.method) == "POST") headers[count++] = sdk::field("content-type", "application/json");
  prepared.headers = sdk::fields(headers.first(count));
}

}  // namespace

GeminiProvider::GeminiProvider(sdk::Host host) : generate_(host.intern(kProtocol)) {}

std::span<const aip_bytes> GeminiProvider::protocols() const { return kProtocols; }

std::span<const aip_option> GeminiProvider::account_options() const { return kOptions; }

aip_enum GeminiProvider::support(const aip_account&, aip_enum operation) const {
  switch (operation) {
    case AIP_OP_GENERATE:
    case AIP_OP_COUNT_TOKENS:
    case AIP_OP_EMBED:
    case AIP_OP_LIST_MODELS:
      return AIP_SUPPORT_PROTOCOL;
    default:
      return AIP_SUPPORT_NONE;
  }
}

void GeminiProvider::check_account(sdk::Env& env, const aip_account& account) const {
  const std::string_view auth = option_of(account, "auth", kApiKeyHeader);
  if (auth != kApiKeyHeader && auth != kBearer) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST, "is neither x-goog-api-key nor bearer", "auth"};
  }
  const std::string_view version = option_of(account, "version", kVersion);
  if (!is_segment(version)) throw sdk::Fault{AIP_E_INVALID_REQUEST, "is not one segment of a path", "version"};
  if (ends_with_version(sdk::view(account.base_url), version)) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST, "ends with a version, which gemini-custom adds itself; leave it out",
                     "base_url"};
  }
  protocol_of(env, account);
}

void GeminiProvider::prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
                             aip_prepared& prepared) const {
  const std::string_view version = option_of(account, "version", kVersion);
  const bool own = request.client_protocol == generate_;
  const bool stream = (request.flags & AIP_REQUEST_STREAM) != 0;
  const std::string_view model =
      sdk::view(request.upstream_model.len != 0 ? request.upstream_model : request.client_model);
  if (request.operation == AIP_OP_LIST_MODELS) {
    sdk::set_target(prepared, "GET", env.copy(std::string_view("/" + std::string(version) + "/models")));
    prepared.query = sdk::bytes("pageSize=1000");
  } else {
    sdk::set_target(prepared, "POST", env.copy(std::string_view(path_of(version, model, action_of(request, own)))));
    if (request.operation == AIP_OP_GENERATE && stream) prepared.query = sdk::bytes("alt=sse");
  }
  // The upstream streams events, whatever form the client wants.
  const bool other_form = own && stream && !asks_for_events(request);
  const bool refused = (request.flags & AIP_REQUEST_UNSIGNED) != 0 && wants_signatures(model);
  if (other_form || refused) prepared.flags |= AIP_PREPARED_NO_PASS;
  set_headers(env, account, request, prepared);
}

void GeminiProvider::judge(sdk::Env&, const aip_failure& failure, aip_verdict& verdict) const {
  convert::judge_by_class(failure, verdict);
}

}  // namespace aipool::gemini
