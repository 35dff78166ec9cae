// SPDX-License-Identifier: MIT
#include "core/http/http_connect.h"

#include <openssl/evp.h>

#include <string>
#include <utility>

#include "core/http/head_parser.h"
#include "core/http/head_progress.h"
#include "core/http/head_writer.h"

namespace aipool::http {
namespace {

constexpr HeadLimits kProxyHeadLimits{.head_bytes_max = 16 * 1024, .line_bytes_max = 8 * 1024, .fields_max = 100};

Secret basic_credentials(const Proxy& proxy) {
  const Secret plain(proxy.user + ":" + std::string(proxy.password.reveal()));
  const std::string_view bytes = plain.reveal();
  std::string text = "Basic ";
  const std::size_t start = text.size();
  text.resize(start + (bytes.size() + 2) / 3 * 4 + 1);  // with the NUL that OpenSSL puts there
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data() + start),
                  reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.pop_back();
  return Secret(std::move(text));
}

Result<void> send_connect(Channel& channel, const Proxy& proxy, const Origin& origin) {
  const std::string target = host_and_port(origin.host, origin.port);
  ByteBuffer& out = channel.queue();
  HeadWriter writer(out);
  writer.request_line("CONNECT", target);
  writer.line("Host: ", target);
  if (!proxy.user.empty()) writer.line("Proxy-Authorization: ", basic_credentials(proxy).reveal());
  if (auto written = writer.finish(); !written) return written;
  channel.send({});
  return {};
}

Result<void> judge_connect(const Proxy& proxy, int status, bool more_bytes) {
  const std::string number = std::to_string(status);
  if (status == 401 || status == 407) {  // tinyproxy says 401 to wrong credentials
    return proxy_refused(proxy,
                         (proxy.user.empty() ? "it wants" : "it refused the") + (" credentials, status " + number));
  }
  if (status < 200 || status > 299) return proxy_refused(proxy, "no tunnel, status " + number);
  // Whoever waits at the other end waits for us: TLS and HTTP both begin with the client.
  if (more_bytes) return proxy_broken(proxy, "bytes after its answer that nobody asked for");
  return {};
}

}  // namespace

Task<Result<void>> http_connect(Channel& channel, const Proxy& proxy, const Origin& origin, TimePoint deadline,
                                Cancellation* cancellation) {
  if (auto sent = send_connect(channel, proxy, origin); !sent) co_return std::move(sent);
  ByteBuffer input;
  HeadProgress progress;
  ResponseHead head;
  for (;;) {
    const IoResult got = channel.read_into(input);
    if (got.status == IoStatus::kWouldBlock) {
      const WaitOutcome outcome = co_await channel.changed(deadline, cancellation);
      if (outcome != WaitOutcome::kSignalled) co_return wait_error(outcome, ErrorSource::kUpstream, proxy.name());
      continue;
    }
    if (got.status != IoStatus::kOk) co_return proxy_broken(proxy, "closed before its answer");
    if (!progress.worth_parsing(input.view())) continue;
    const ParseResult parsed = parse_response(input.view(), kProxyHeadLimits, "CONNECT", head);
    if (parsed.state == ParseResult::State::kFault) co_return proxy_broken(proxy, parsed.reason);
    if (parsed.state == ParseResult::State::kOk) {
      co_return judge_connect(proxy, head.status, parsed.length < input.size());
    }
  }
}

}  // namespace aipool::http
