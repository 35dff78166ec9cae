// SPDX-License-Identifier: MIT
//
// A reverse proxy made of core/http alone: what a hop costs before any gateway logic.
// Usage: hop_proxy LISTEN_PORT UPSTREAM_BASE_URL LOOPS
#include <signal.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "core/http/client.h"
#include "core/http/server.h"

namespace {

using namespace aipool;
using namespace aipool::http;

constexpr std::chrono::milliseconds kIdle{60'000};

struct Hop {
  Hop(EventLoop& loop, Origin origin) : pool(loop), upstream{std::move(origin)} {}
  ClientPool pool;
  const Endpoint upstream;
};

// End-to-end headers of the answer; the edges write the others.
std::vector<Header> forwarded(const Headers& headers) {
  std::vector<Header> kept;
  for (const Header& header : headers) {
    if (equals_ignoring_case(header.name, "content-type")) kept.push_back(header);
  }
  return kept;
}

Task<void> stream_answer(ServerExchange& client, ClientExchange& upstream, BodyPiece piece) {
  const std::vector<Header> headers = forwarded(upstream.head().headers);
  client.begin(upstream.head().status, headers);
  while (!piece.end) {
    if (auto written = co_await client.write(piece.bytes); !written) co_return;
    auto next = co_await upstream.read(kIdle);
    if (!next) co_return;
    piece = *next;
  }
  if (auto written = co_await client.write(piece.bytes); !written) co_return;
  if (!piece.complete) co_return;
  if (auto finished = co_await client.finish(); !finished) co_return;
}

Task<void> forward(Hop& hop, ServerExchange& client) {
  const auto body = co_await client.read_body();
  if (!body) co_return client.respond(400, {}, body.error().detail);
  const std::array<Header, 1> headers = {Header{"Content-Type", "application/json"}};
  const std::array<std::string_view, 1> pieces = {*body};
  const ClientRequest request{client.head().method, client.head().target, headers, pieces};
  const ClientDeadlines deadlines;
  auto upstream = co_await hop.pool.send(hop.upstream, request, deadlines, &client.cancellation());
  if (!upstream) co_return client.respond(502, {}, upstream.error().detail);
  const auto first = co_await (*upstream)->read(kIdle);
  if (!first) co_return client.respond(502, {}, first.error().detail);
  if (first->end && first->complete) {
    co_return client.respond((*upstream)->head().status, forwarded((*upstream)->head().headers), first->bytes);
  }
  ClientExchange& answer = **upstream;
  const BodyPiece piece = *first;
  co_await stream_answer(client, answer, piece);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::fputs("usage: hop_proxy LISTEN_PORT UPSTREAM_BASE_URL LOOPS\n", stderr), 2;
  const auto upstream = parse_base_url(argv[2]);
  if (!upstream) return std::fprintf(stderr, "%s\n", upstream.error().detail.c_str()), 2;
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);  // before the threads, which inherit it

  ServerSettings settings;
  settings.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  Server server(settings, [&](EventLoop& loop) -> Handler {
    auto hop = std::make_shared<Hop>(loop, upstream->origin);
    return [hop](ServerExchange& exchange) { return forward(*hop, exchange); };
  });
  if (auto started = server.start(static_cast<unsigned>(std::atoi(argv[3]))); !started) {
    return std::fprintf(stderr, "%s\n", started.error().detail.c_str()), 1;
  }
  std::printf("listening on %u\n", server.port());
  std::fflush(stdout);
  int signal_number = 0;
  sigwait(&stop_signals, &signal_number);
  server.stop(std::chrono::milliseconds(500));
  return 0;
}
