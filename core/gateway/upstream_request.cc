// SPDX-License-Identifier: MIT
#include "core/gateway/upstream_request.h"

#include <algorithm>
#include <array>

namespace aipool::gateway {
namespace {

// The body between the splices, without a copy.
void append_spliced(std::string_view source, const std::vector<plugin::Splice>& splices,
                    std::vector<std::string_view>& pieces) {
  std::size_t done = 0;
  for (const plugin::Splice& splice : splices) {
    if (splice.offset > done) pieces.push_back(source.substr(done, splice.offset - done));
    if (!splice.insert.empty()) pieces.push_back(splice.insert);
    done = splice.offset + splice.erase;
  }
  if (done < source.size()) pieces.push_back(source.substr(done));
}

bool has_header(const std::vector<http::Header>& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(),
                     [name](const http::Header& header) { return http::equals_ignoring_case(header.name, name); });
}

}  // namespace

UpstreamRequest::UpstreamRequest(const Binding& binding, plugin::Prepared prepared, const plugin::EncodedBody* body,
                                 std::string_view source)
    : prepared_(std::move(prepared)), target_(binding.base.path_prefix + prepared_.path) {
  if (target_.empty()) target_ = "/";
  if (!prepared_.query.empty()) target_ += "?" + prepared_.query;
  if (!prepared_.prefix.empty()) pieces_.push_back(prepared_.prefix);
  if (body) add_body(*body, source);
  if (!prepared_.suffix.empty()) pieces_.push_back(prepared_.suffix);
  add_headers(binding, !pieces_.empty());
}

void UpstreamRequest::add_body(const plugin::EncodedBody& body, std::string_view source) {
  if (prepared_.splices.empty()) {
    if (body.over_source) {
      append_spliced(source, body.splices, pieces_);
    } else if (!body.bytes.empty()) {
      pieces_.push_back(body.bytes);
    }
    return;
  }
  // The provider edits the encoded text, so that text has to exist.
  rewritten_ = body.over_source ? plugin::apply_splices(source, body.splices) : body.bytes;
  splices_fit_ = plugin::splices_fit(rewritten_.size(), prepared_.splices);
  if (splices_fit_) append_spliced(rewritten_, prepared_.splices, pieces_);
}

void UpstreamRequest::add_headers(const Binding& binding, bool has_body) {
  headers_.reserve(prepared_.headers.size() + binding.headers.size() + 2);
  // The operator's headers win over the provider's of the same name.
  for (const config::HeaderConfig& header : binding.headers) headers_.push_back({header.name, header.value.reveal()});
  for (const plugin::Header& header : prepared_.headers) {
    if (!has_header(headers_, header.name)) headers_.push_back({header.name, header.value});
  }
  if (has_body && !has_header(headers_, "content-type")) headers_.push_back({"content-type", "application/json"});
  if (!has_header(headers_, "user-agent")) headers_.push_back({"user-agent", "aipool"});
}

std::vector<plugin::Header> headers_for_client(const http::ResponseHead& head) {
  static constexpr std::array<std::string_view, 3> kNames{"retry-after", "retry-after-ms", "x-should-retry"};
  static constexpr std::array<std::string_view, 2> kPrefixes{"x-ratelimit-", "anthropic-ratelimit-"};
  std::vector<plugin::Header> kept;
  for (const http::Header& header : head.headers) {
    const bool wanted =
        std::any_of(kNames.begin(), kNames.end(),
                    [&](std::string_view name) { return http::equals_ignoring_case(header.name, name); }) ||
        std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](std::string_view prefix) {
          return header.name.size() > prefix.size() &&
                 http::equals_ignoring_case(header.name.substr(0, prefix.size()), prefix);
        });
    if (wanted) kept.push_back({std::string(header.name), std::string(header.value)});
  }
  return kept;
}

}  // namespace aipool::gateway
