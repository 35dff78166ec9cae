// SPDX-License-Identifier: MIT
//
// Both ends of many event streams at once.
// Usage: streams upstream PORT CHUNKS INTERVAL_MS       answers each request with numbered chunks at the interval
//        streams client PORT STREAMS BODY_FILE KEY      opens the streams, prints two lines a second, then what it found
//        wrong
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "core/http/client.h"
#include "core/http/server.h"
#include "core/http/timer.h"

namespace {

using namespace aipool;
using namespace aipool::http;

constexpr std::chrono::seconds kPatience{120};
constexpr std::chrono::milliseconds kBetweenOpenings{50};  // of 100 streams each
constexpr std::chrono::milliseconds kBetweenLines{500};
constexpr std::string_view kHead =
    R"(data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,)";
constexpr std::string_view kFinish = R"("delta":{},"finish_reason":"stop"}]})"
                                     "\n\ndata: [DONE]\n\n";

struct Pace {
  std::uint64_t chunks;
  std::chrono::milliseconds interval;
};

// The chunk says which stream it belongs to, and its place there.
std::string chunk_text(std::uint64_t stream, std::uint64_t number) {
  std::ostringstream text;
  text << kHead << R"("delta":{"content":"<)" << stream << '.' << number << R"(>"},"finish_reason":null}]})"
       << "\n\n";
  return text.str();
}

Task<void> stream_chunks(EventLoop& loop, Pace pace, std::uint64_t id, ServerExchange& client) {
  const auto body = co_await client.read_body();
  if (!body) co_return;
  const std::array<Header, 1> headers = {Header{"Content-Type", "text/event-stream"}};
  client.begin(200, headers);
  const auto first = std::chrono::milliseconds(id * 7919 % static_cast<std::uint64_t>(pace.interval.count()));
  const auto spread = co_await sleep_for(loop, first, &client.cancellation());
  if (!spread) co_return;
  TimePoint due = loop.now();
  for (std::uint64_t number = 0; number < pace.chunks; ++number) {
    const std::string text = chunk_text(id, number);
    const std::string_view chunk = text;
    const auto written = co_await client.write(chunk);
    if (!written) co_return;
    due += pace.interval;  // a late chunk does not put off those after it
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(due - loop.now());
    const auto wait = std::max(left, std::chrono::milliseconds(1));
    const auto slept = co_await sleep_for(loop, wait, &client.cancellation());
    if (!slept) co_return;
  }
  const std::string last = std::string(kHead) + std::string(kFinish);
  const std::string_view chunk = last;
  const auto written = co_await client.write(chunk);
  if (!written) co_return;
  const auto finished = co_await client.finish();
  static_cast<void>(finished);
}

int serve(std::uint16_t port, Pace pace) {
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
  ServerSettings settings;
  settings.port = port;
  settings.limits.connections_max = 19'000;
  std::uint64_t streams = 0;
  Server server(settings, [&](EventLoop& loop) -> Handler {
    return [&loop, &streams, pace](ServerExchange& client) { return stream_chunks(loop, pace, streams++, client); };
  });
  if (auto started = server.start(1); !started) return std::fprintf(stderr, "%s\n", started.error().detail.c_str()), 1;
  int signal_number = 0;
  sigwait(&stop_signals, &signal_number);
  return 0;
}

struct Tally {
  std::uint64_t open = 0, ended = 0, chunks = 0, dropped = 0, misplaced = 0;
};

// Follows the numbers of one stream.
class Reader {
 public:
  explicit Reader(Tally& tally) : tally_(tally) {}

  void take(std::string_view bytes) {
    for (const char c : bytes) {
      if (c == '<') {
        digits_.clear();
      } else if (c == '>') {
        mark();
      } else if (digits_.size() < 40) {
        digits_.push_back(c);
      }
    }
    last_ = (last_ + std::string(bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 16))));
    if (last_.size() > 16) last_.erase(0, last_.size() - 16);
  }

  bool done() const { return last_.ends_with("data: [DONE]\n\n"); }
  std::uint64_t chunks() const { return next_; }

 private:
  void mark() {
    unsigned long long stream = 0, number = 0;
    if (std::sscanf(digits_.c_str(), "%llu.%llu", &stream, &number) != 2) return;
    if (next_ == 0) stream_ = stream;
    if (number != next_ || stream != stream_) ++tally_.misplaced;
    if (next_ == 0) ++tally_.open;
    next_ = number + 1;
    ++tally_.chunks;
  }

  Tally& tally_;
  std::string digits_, last_;
  std::uint64_t stream_ = 0, next_ = 0;
};

struct Asking {
  Endpoint endpoint;
  std::string path = "/v1/chat/completions", body, key;
};

Task<void> follow(ClientPool& pool, const Asking& asking, Tally& tally) {
  const std::array<Header, 2> headers = {Header{"Content-Type", "application/json"},
                                         Header{"Authorization", asking.key}};
  const std::array<std::string_view, 1> pieces = {asking.body};
  const ClientRequest request{"POST", asking.path, headers, pieces};
  const ClientDeadlines deadlines{.connect = kPatience, .head = kPatience};
  Reader reader(tally);
  auto sent = co_await pool.send(asking.endpoint, request, deadlines, nullptr);
  bool whole = false;
  if (sent && (*sent)->head().status == 200) {
    for (bool end = false; !end;) {
      const auto piece = co_await (*sent)->read(kPatience);
      if (!piece) break;
      reader.take(piece->bytes);
      end = piece->end;
      whole = piece->complete;
    }
  } else if (tally.dropped == 0) {
    std::fprintf(stderr, "refused: %s\n",
                 sent ? std::to_string((*sent)->head().status).c_str() : sent.error().detail.c_str());
  }
  if (!whole || !reader.done()) ++tally.dropped;
  ++tally.ended;
}

void print(const Tally& tally) {
  std::ostringstream line;
  line << R"({"open": )" << tally.open << R"(, "ended": )" << tally.ended << R"(, "chunks": )" << tally.chunks
       << R"(, "dropped": )" << tally.dropped << R"(, "misplaced": )" << tally.misplaced << "}\n";
  std::fputs(line.str().c_str(), stdout);
  std::fflush(stdout);
}

Task<void> open_all(EventLoop& loop, ClientPool& pool, const Asking& asking, std::uint64_t streams, Tally& tally) {
  for (std::uint64_t i = 0; i < streams; ++i) {
    spawn(loop, follow(pool, asking, tally));
    if (i % 100 != 99) continue;
    const auto slept = co_await sleep_for(loop, kBetweenOpenings, nullptr);
    static_cast<void>(slept);
  }
  while (tally.ended < streams) {
    print(tally);
    const auto slept = co_await sleep_for(loop, kBetweenLines, nullptr);
    static_cast<void>(slept);
  }
  print(tally);
  loop.stop();
}

int ask(std::uint16_t port, std::uint64_t streams, const char* body_file, const char* key) {
  Asking asking;
  asking.endpoint.origin = {false, "127.0.0.1", port};
  std::ostringstream body;
  body << std::ifstream(body_file).rdbuf();
  asking.body = body.str();
  asking.key = std::string("Bearer ") + key;
  EventLoop loop;
  ClientPool pool(loop);
  Tally tally;
  spawn(loop, open_all(loop, pool, asking, streams, tally));
  loop.run();
  loop.drop_tasks();
  return tally.dropped + tally.misplaced == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  const auto number = [&](int at) { return std::strtoull(argv[at], nullptr, 10); };
  if (mode == "upstream" && argc == 5) {
    return serve(static_cast<std::uint16_t>(number(2)), {number(3), std::chrono::milliseconds(number(4))});
  }
  if (mode == "client" && argc == 6) return ask(static_cast<std::uint16_t>(number(2)), number(3), argv[4], argv[5]);
  return std::fputs("usage: streams upstream PORT CHUNKS INTERVAL_MS | client PORT STREAMS BODY_FILE KEY\n", stderr), 2;
}
