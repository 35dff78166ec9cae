// SPDX-License-Identifier: MIT
#include "core/gateway/fault_table.h"

#include <gtest/gtest.h>

namespace aipool::gateway {
namespace {

using pool::Fault;
using pool::Scope;

TEST(FaultTableTest, AClientsOwnFaultKeepsItsStatusAndRestsNobody) {
  for (const int status : {400, 405, 413, 415, 422}) {
    const auto verdict = host_verdict(status, code_of_status(status));
    EXPECT_EQ(verdict.fault, Fault::kClient) << status;
    EXPECT_FALSE(verdict.retryable);
    EXPECT_EQ(verdict.rests, Scope::kNone);
    EXPECT_EQ(client_status(status, verdict, code_of_status(status)), status);
  }
}

TEST(FaultTableTest, WhatTheClientSentIsToBlameWhateverTheStatus) {
  for (const int status : {400, 403, 413, 429, 500}) {
    for (const ErrorCode code : {ErrorCode::kContextLength, ErrorCode::kContentFilter}) {
      const auto verdict = host_verdict(status, code);
      EXPECT_EQ(verdict.fault, Fault::kClient) << status;
      EXPECT_FALSE(verdict.retryable);
      EXPECT_EQ(verdict.rests, Scope::kNone);
    }
  }
}

TEST(FaultTableTest, AFaultOfOurCredentialIsABadGatewayToTheClient) {
  for (const int status : {401, 402, 403}) {
    const auto verdict = host_verdict(status, code_of_status(status));
    EXPECT_EQ(verdict.fault, Fault::kCredential);
    EXPECT_TRUE(verdict.retryable);
    EXPECT_EQ(client_status(status, verdict, code_of_status(status)), 502);
  }
}

TEST(FaultTableTest, ServerFaultsAndRateLimitsMayHelpElsewhere) {
  for (const int status : {429, 500, 502, 503, 529}) {
    const auto verdict = host_verdict(status, code_of_status(status));
    EXPECT_TRUE(verdict.retryable) << status;
    EXPECT_EQ(verdict.rests, Scope::kAccount);
    EXPECT_EQ(verdict.rate_limited, status == 429);
    EXPECT_EQ(client_status(status, verdict, code_of_status(status)), status);
  }
}

TEST(FaultTableTest, TransportFaultsAreTheUpstreamsAndCancellationIsTheClients) {
  EXPECT_EQ(host_verdict(0, ErrorCode::kTimeout).fault, Fault::kUpstream);
  EXPECT_EQ(client_status(0, host_verdict(0, ErrorCode::kTimeout), ErrorCode::kTimeout), 504);
  EXPECT_EQ(client_status(0, host_verdict(0, ErrorCode::kUpstreamProtocol), ErrorCode::kUpstreamProtocol), 502);
  EXPECT_EQ(host_verdict(0, ErrorCode::kCancelled).rests, Scope::kNone);
  EXPECT_EQ(host_verdict(0, ErrorCode::kPanic).fault, Fault::kLocal);
}

}  // namespace
}  // namespace aipool::gateway
