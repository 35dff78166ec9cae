// SPDX-License-Identifier: MIT
#include "core/http/tls_transport.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "core/http/tls_trust.h"
#include "self_signed.h"

namespace aipool::http {
namespace {

// One direction of a connection: it holds so many bytes and gives them in pieces.
struct Pipe {
  std::string bytes;
  std::size_t capacity = 1 << 20;
  std::size_t piece_max = 1 << 20;
  bool closed = false;
};

// One end of two pipes, as a socket would behave.
class PipeTransport final : public Transport {
 public:
  PipeTransport(Pipe& in, Pipe& out) : in_(in), out_(out) {}

  int descriptor() const noexcept override { return -1; }
  IoResult try_read(std::span<char> into) noexcept override {
    const std::size_t count = std::min({into.size(), in_.bytes.size(), in_.piece_max});
    if (count == 0)
      return in_.closed ? IoResult{IoStatus::kClosed, 0, false, 0} : IoResult{IoStatus::kWouldBlock, 0, true, 0};
    std::copy_n(in_.bytes.data(), count, into.data());
    in_.bytes.erase(0, count);
    return {IoStatus::kOk, count, in_.bytes.empty(), 0};
  }
  IoResult try_writev(std::span<const iovec> pieces) noexcept override {
    std::size_t count = 0;
    for (const iovec& piece : pieces) {
      const std::size_t part = std::min({piece.iov_len, out_.capacity - out_.bytes.size(), out_.piece_max});
      out_.bytes.append(static_cast<const char*>(piece.iov_base), part);
      count += part;
      if (part < piece.iov_len)
        return count == 0 ? IoResult{IoStatus::kWouldBlock, 0, true, 0} : IoResult{IoStatus::kOk, count, true, 0};
    }
    return {IoStatus::kOk, count, false, 0};
  }
  void shutdown() noexcept override { out_.closed = true; }
  void reset_on_close() noexcept override {}

 private:
  Pipe& in_;
  Pipe& out_;
};

// Two ends that talk to each other.
struct Ends {
  Ends() {
    SSL* const server_side = SSL_new(server_context.get());
    SSL_set_accept_state(server_side);
    SSL* const client_side = SSL_new(client_context.get());
    SSL_set_connect_state(client_side);
    server = std::make_unique<TlsTransport>(SslConnection(server_side), std::make_unique<PipeTransport>(up, down));
    client = std::make_unique<TlsTransport>(SslConnection(client_side), std::make_unique<PipeTransport>(down, up));
  }

  // Each side in turn, as events would have it.
  bool shake_hands() {
    bool done[2] = {false, false};
    for (int turn = 0; turn < 100'000 && !(done[0] && done[1]); ++turn) {
      TlsTransport& side = turn % 2 == 0 ? *client : *server;
      if (done[turn % 2]) continue;
      const TlsTransport::Handshake state = side.handshake();
      if (state == TlsTransport::Handshake::kFailed) return false;
      done[turn % 2] = state == TlsTransport::Handshake::kDone;
    }
    return done[0] && done[1];
  }

  // Sends what is queued, in pieces, and says whether the side is still sound.
  static bool send_some(TlsTransport& side, std::string& queue, std::mt19937& random) {
    if (queue.empty()) return true;
    std::vector<iovec> pieces;
    for (std::size_t at = 0; at < queue.size() && pieces.size() < 32;) {
      const std::size_t size = std::min<std::size_t>(queue.size() - at, random() % 3 == 0 ? 40'000 : random() % 700);
      pieces.push_back({queue.data() + at, size});
      at += size;
    }
    const IoResult sent = side.try_writev(pieces);
    queue.erase(0, sent.bytes);
    queue.shrink_to_fit();  // the next attempt comes from other memory
    return sent.status == IoStatus::kOk || sent.status == IoStatus::kWouldBlock;
  }

  static IoStatus read_all(TlsTransport& side, std::string& into, std::size_t room) {
    std::vector<char> space(room);
    for (;;) {
      const IoResult got = side.try_read(space);
      into.append(space.data(), got.bytes);
      if (got.status != IoStatus::kOk) return got.status;
      if (got.drained) return IoStatus::kWouldBlock;
    }
  }

  test::SelfSigned certificate;
  SslContext server_context = certificate.server_context();
  SslContext client_context = make_ssl_context(TLS_client_method());
  Pipe up, down;
  std::unique_ptr<TlsTransport> server, client;
};

TEST(TlsTransportTest, BytesArriveAsTheyWereSentHoweverTheyAreCut) {
  for (const std::size_t piece : {1U, 7U, 1'000U, 100'000U}) {
    SCOPED_TRACE(piece);
    Ends ends;
    ends.up.piece_max = ends.down.piece_max = piece;
    ASSERT_TRUE(ends.shake_hands());
    std::mt19937 random(static_cast<unsigned>(piece));
    std::string sent, queue, received;
    for (int step = 0; step < 200'000 && (step < 200 || received.size() < sent.size()); ++step) {
      if (step < 200) {  // the queue grows while an earlier write is still unfinished
        std::string fresh(random() % 900, '\0');
        std::ranges::generate(fresh, [&] { return static_cast<char>(random()); });
        sent += fresh;
        queue += fresh;
      }
      ends.up.capacity = random() % 4 == 0 ? 0 : random() % 3'000;
      ends.up.capacity = std::max(ends.up.capacity, ends.up.bytes.size());
      ASSERT_TRUE(Ends::send_some(*ends.client, queue, random));
      if (random() % 2 == 0) {
        ASSERT_EQ(Ends::read_all(*ends.server, received, 1 + random() % 5'000), IoStatus::kWouldBlock);
      }
    }
    EXPECT_TRUE(received == sent) << received.size() << " of " << sent.size();
  }
}

TEST(TlsTransportTest, AnOrderlyEndIsToldFromACut) {
  Ends ends;
  ASSERT_TRUE(ends.shake_hands());
  std::string received;
  const iovec piece = as_iovec("last words");
  ASSERT_EQ(ends.client->try_writev({&piece, 1}).bytes, 10U);
  ends.client->shutdown();
  EXPECT_EQ(Ends::read_all(*ends.server, received, 4), IoStatus::kClosed);
  EXPECT_EQ(received, "last words");
  EXPECT_EQ(Ends::read_all(*ends.server, received, 4), IoStatus::kClosed);

  ends.down.closed = true;  // session tickets, and then an end without notice
  EXPECT_EQ(Ends::read_all(*ends.client, received, 4), IoStatus::kFailed);
}

TEST(TlsTransportTest, ChangedBytesAreNeverRead) {
  Ends ends;
  ASSERT_TRUE(ends.shake_hands());
  std::string received;
  Ends::read_all(*ends.client, received, 100);  // the session tickets
  const iovec piece = as_iovec("a secret");
  ASSERT_EQ(ends.server->try_writev({&piece, 1}).bytes, 8U);
  ends.down.bytes[ends.down.bytes.size() / 2] = static_cast<char>(ends.down.bytes[ends.down.bytes.size() / 2] ^ 1);
  EXPECT_EQ(Ends::read_all(*ends.client, received, 100), IoStatus::kFailed);
  EXPECT_EQ(received, "");
  EXPECT_EQ(ends.client->try_writev({&piece, 1}).status, IoStatus::kFailed);
}

TEST(TlsTransportTest, GarbageAndEarlyEndsFailTheHandshakeInWords) {
  Ends ends;
  ends.down.bytes = std::string(64, 'x');
  EXPECT_EQ(ends.client->handshake(), TlsTransport::Handshake::kFailed);
  EXPECT_NE(ends.client->failure(), "");
  ends.up.bytes = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  EXPECT_EQ(ends.server->handshake(), TlsTransport::Handshake::kFailed);
  EXPECT_TRUE(ends.server->plain_http());

  Ends other;
  other.up.closed = true;
  EXPECT_EQ(other.server->handshake(), TlsTransport::Handshake::kFailed);
  EXPECT_EQ(other.server->failure(), "the peer closed during the handshake");
}

TEST(TlsTrustsTest, AFileThatSaysTheSameIsTheSameTrust) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / ("ca-" + std::to_string(::getpid()));
  const auto write = [&file](const test::SelfSigned& authority) { std::ofstream(file) << authority.pem(); };
  TlsTrusts trusts;
  write(test::SelfSigned());
  const auto first = trusts.of(file);
  const auto again = trusts.of(file);
  write(test::SelfSigned());
  const auto other = trusts.of(file);
  std::filesystem::remove(file);
  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(*first, *again);
  EXPECT_NE(*first, *other);
}

}  // namespace
}  // namespace aipool::http
