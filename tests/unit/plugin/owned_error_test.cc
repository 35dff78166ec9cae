// SPDX-License-Identifier: MIT
#include "core/plugin/owned_error.h"

#include <gtest/gtest.h>

#include <cstddef>

#include "core/plugin/abi_view.h"

namespace aipool::plugin {
namespace {

aip_error full_error() {
  aip_error error = sized<aip_error>();
  error.error_class = AIP_E_QUOTA;
  error.http_status = 402;
  error.origin = 3;
  error.retry_after_ms = 2500;
  error.message = bytes("pay first");
  error.type = bytes("billing");
  error.code = bytes("unpaid");
  error.param = bytes("wallet");
  return error;
}

TEST(OwnedErrorTest, KeepsEverything) {
  const OwnedError owned = OwnedError::from(full_error());
  EXPECT_EQ(owned.code, ErrorCode::kQuota);
  EXPECT_EQ(owned.retry_after, std::chrono::milliseconds(2500));
  const aip_error view = owned.view();
  EXPECT_EQ(view.struct_size, sizeof(aip_error));
  EXPECT_EQ(view.error_class, AIP_E_QUOTA);
  EXPECT_EQ(view.http_status, 402);
  EXPECT_EQ(view.origin, 3u);
  EXPECT_EQ(view.retry_after_ms, 2500);
  EXPECT_EQ(text(view.message), "pay first");
  EXPECT_EQ(text(view.type), "billing");
  EXPECT_EQ(text(view.code), "unpaid");
  EXPECT_EQ(text(view.param), "wallet");
}

TEST(OwnedErrorTest, ReadsNothingPastWhatItsMakerKnew) {
  aip_error error = full_error();
  error.struct_size = offsetof(aip_error, type);
  const OwnedError owned = OwnedError::from(error);
  EXPECT_EQ(owned.message, "pay first");
  EXPECT_EQ(owned.type, "");
  EXPECT_EQ(owned.param, "");
}

TEST(OwnedErrorTest, ZeroRetryAfterIsNotSaid) {
  aip_error error = full_error();
  error.retry_after_ms = 0;
  EXPECT_EQ(OwnedError::from(error).retry_after, std::nullopt);
  error.retry_after_ms = -1;
  EXPECT_EQ(OwnedError::from(error).retry_after, std::nullopt);
  EXPECT_EQ(OwnedError().view().retry_after_ms, -1);
}

TEST(OwnedErrorTest, EveryClassHasItsCodeAndBack) {
  for (aip_rc rc = AIP_E_INTERNAL; rc <= AIP_E_INVALID_REQUEST; ++rc) EXPECT_EQ(error_class(error_code(rc)), rc);
  EXPECT_EQ(error_code(AIP_E_PANIC), ErrorCode::kPanic);
}

TEST(OwnedErrorTest, UnknownClassIsInternal) {
  for (const aip_rc rc : {AIP_OK, AIP_STOP, AIP_E_INTERNAL - 1, INT32_MIN}) {
    EXPECT_EQ(error_code(rc), ErrorCode::kInternal) << rc;
  }
}

TEST(OwnedErrorTest, ErrorOfTheHostShowsOnlyItsClientText) {
  Error error = make_error(ErrorCode::kTimeout, ErrorSource::kUpstream, "10.0.0.1 did not answer");
  error.client_text = "the upstream did not answer";
  const OwnedError owned = OwnedError::from(error);
  EXPECT_EQ(owned.code, ErrorCode::kTimeout);
  EXPECT_EQ(owned.message, "the upstream did not answer");
}

}  // namespace
}  // namespace aipool::plugin
