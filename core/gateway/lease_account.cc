// SPDX-License-Identifier: MIT
#include "core/gateway/lease_account.h"

#include <memory>
#include <optional>
#include <utility>

#include "core/http/signal.h"

namespace aipool::gateway {
namespace {

// One request's place in a pool's queue, as its loop sees it.
class QueuePlace {
 public:
  QueuePlace(http::EventLoop& loop, pool::Pool& pool)
      : arrived(loop), pool_(pool), mailbox_(loop.mailbox()), seat_(std::make_shared<Seat>(Seat{this})) {}
  ~QueuePlace() {
    seat_->place = nullptr;
    if (ticket != 0) pool_.leave(ticket);
  }
  QueuePlace(const QueuePlace&) = delete;
  QueuePlace& operator=(const QueuePlace&) = delete;

  // Safe from any thread. Whatever arrives when the place is gone is dropped, and with that the lease goes to the
  // next.
  pool::Grant grant() {
    return [seat = seat_, mailbox = mailbox_](Result<pool::Lease> given) {
      auto shared = std::make_shared<Result<pool::Lease>>(std::move(given));
      mailbox->post([seat, shared] {
        if (seat->place == nullptr) return;
        seat->place->answer.emplace(std::move(*shared));
        seat->place->arrived.set();
      });
    };
  }

  http::Signal arrived;
  std::optional<Result<pool::Lease>> answer;
  std::uint64_t ticket = 0;

 private:
  struct Seat {
    QueuePlace* place;  // only the loop looks at it
  };

  pool::Pool& pool_;
  const std::shared_ptr<http::Mailbox> mailbox_;
  const std::shared_ptr<Seat> seat_;
};

Error not_served(http::WaitOutcome outcome) {
  Error error = http::wait_error(outcome, ErrorSource::kInternal, "the queue for an account");
  if (outcome != http::WaitOutcome::kDeadline) return error;
  error.code = ErrorCode::kRateLimited;
  error.client_text = "No account was free for this model in time; try again later.";
  return error;
}

}  // namespace

http::Task<Result<pool::Lease>> wait_for_account(Transaction& t, pool::Pool& pool, pool::Wish wish) {
  QueuePlace place(t.loop.loop, pool);
  pool::Acquired acquired = pool.acquire_or_wait(wish, t.loop.loop.now(), place.grant());
  if (acquired.at_once) co_return std::move(*acquired.at_once);
  place.ticket = acquired.ticket;
  t.loop.logger.log(LogLevel::kDebug, "a request waits for an account",
                    {{"id", t.call.id()}, {"provider", pool.provider()}});
  const http::TimePoint deadline = t.started + t.snapshot->config().timeouts.total;
  http::Cancellation* const client = &t.client.cancellation();
  const http::WaitOutcome outcome = co_await place.arrived.wait(deadline, client);
  if (outcome != http::WaitOutcome::kSignalled) co_return not_served(outcome);
  place.ticket = 0;
  co_return std::move(*place.answer);
}

http::Task<Result<pool::Lease>> lease_account(Transaction& t, pool::Pool& pool, const pool::Wish& wish) {
  auto at_once = pool.acquire(wish, t.loop.loop.now());
  const bool may_wait = !at_once && at_once.error().code != ErrorCode::kNotFound;
  if (!may_wait) return http::Task<Result<pool::Lease>>::ready(std::move(at_once));
  return wait_for_account(t, pool, wish);
}

}  // namespace aipool::gateway
