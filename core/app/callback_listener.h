// SPDX-License-Identifier: MIT
//
// CallbackListener waits on 127.0.0.1 for the browser that comes back from a vendor's sign-in page.
//
// Flow:      open() -> base() goes to the credential machine -> expect(path) -> each GET of that path with a query
//            is handed on and answered with one page that shows nothing of it. All else is 404.
// Threading: expect() from any thread; the receiver is called on the server's own thread.
// Ownership: owns its server and its thread; the destructor gives a page that is being sent a moment.
// Errors:    open() reports a port that is taken. Whether a query is the right one is the machine's to say.
// Requests whose Host is another name are refused too: a page that lets its own name point here cannot call in.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/mutex.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/http/server.h"

namespace aipool::app {

class CallbackListener {
 public:
  using Receiver = std::function<void(Secret query)>;

  // `port` 0: any free one.
  static Result<std::unique_ptr<CallbackListener>> open(std::uint16_t port, Receiver receiver);
  ~CallbackListener();
  CallbackListener(const CallbackListener&) = delete;
  CallbackListener& operator=(const CallbackListener&) = delete;

  std::uint16_t port() const { return server_.port(); }
  std::string base() const;                               // http://127.0.0.1:PORT
  void expect(std::string path) AIPOOL_EXCLUDES(mutex_);  // empty: nothing, as at first

 private:
  CallbackListener(std::uint16_t port, Receiver receiver);
  http::Task<void> serve(http::ServerExchange& exchange);
  bool is_callback(const http::RequestHead& head) AIPOOL_EXCLUDES(mutex_);

  const Receiver receiver_;
  Mutex mutex_;
  std::string path_ AIPOOL_GUARDED_BY(mutex_);
  http::Server server_;  // last: its thread uses all above
};

// The path below `base` to which the sign-in page at `url` sends the browser, by its redirect_uri; empty: elsewhere.
std::string callback_path(std::string_view url, std::string_view base);

}  // namespace aipool::app
