/* SPDX-License-Identifier: MIT
 *
 * Where every member of the ABI lies, for 64-bit machines; compiled as C11 and as C++20. An assert that fails here is a
 * change of the contract: see sdk/docs/abi_policy.md. Written by make_layout.py.
 */
#include <aipool/abi.h>

#ifdef __cplusplus
#define AT(type, member, offset) static_assert(offsetof(type, member) == offset, #type "." #member " moved")
#define SIZE(type, size) static_assert(sizeof(type) == size, #type " has another size")
#else
#define AT(type, member, offset) _Static_assert(offsetof(type, member) == offset, #type "." #member " moved")
#define SIZE(type, size) _Static_assert(sizeof(type) == size, #type " has another size")
#endif

AT(aip_auth_move, struct_size, 0);
AT(aip_auth_move, kind, 4);
AT(aip_auth_move, flags, 8);
AT(aip_auth_move, pad, 12);
AT(aip_auth_move, http, 16);
AT(aip_auth_move, state, 96);
AT(aip_auth_move, document, 112);
AT(aip_auth_move, content, 128);
AT(aip_auth_move, message, 144);
AT(aip_auth_move, user_url, 160);
AT(aip_auth_move, user_code, 176);
AT(aip_auth_move, at_unix_ms, 192);
AT(aip_auth_move, expires_unix_ms, 200);
AT(aip_auth_move, credential, 208);
AT(aip_auth_move, error, 224);
SIZE(aip_auth_move, 232);

AT(aip_auth, struct_size, 0);
AT(aip_auth, flags, 4);
AT(aip_auth, id, 8);
AT(aip_auth, default_document, 24);
AT(aip_auth, methods, 40);
AT(aip_auth, method_count, 48);
AT(aip_auth, step, 56);
SIZE(aip_auth, 64);

AT(aip_part, struct_size, 0);
AT(aip_part, kind, 4);
AT(aip_part, origin, 8);
AT(aip_part, flags, 12);
AT(aip_part, text, 16);
AT(aip_part, media_type, 32);
AT(aip_part, data, 48);
AT(aip_part, uri, 64);
AT(aip_part, file_id, 80);
AT(aip_part, id, 96);
AT(aip_part, name, 112);
AT(aip_part, json, 128);
AT(aip_part, signature, 144);
AT(aip_part, detail, 160);
AT(aip_part, children, 176);
AT(aip_part, child_count, 184);
AT(aip_part, child_stride, 192);
AT(aip_part, extras, 200);
SIZE(aip_part, 216);

AT(aip_message, struct_size, 0);
AT(aip_message, role, 4);
AT(aip_message, origin, 8);
AT(aip_message, flags, 12);
AT(aip_message, id, 16);
AT(aip_message, name, 32);
AT(aip_message, parts, 48);
AT(aip_message, part_count, 56);
AT(aip_message, part_stride, 64);
AT(aip_message, extras, 72);
SIZE(aip_message, 88);

AT(aip_tool, struct_size, 0);
AT(aip_tool, kind, 4);
AT(aip_tool, origin, 8);
AT(aip_tool, flags, 12);
AT(aip_tool, name, 16);
AT(aip_tool, description, 32);
AT(aip_tool, schema_json, 48);
AT(aip_tool, json, 64);
AT(aip_tool, extras, 80);
SIZE(aip_tool, 96);

AT(aip_tool_choice, struct_size, 0);
AT(aip_tool_choice, mode, 4);
AT(aip_tool_choice, origin, 8);
AT(aip_tool_choice, flags, 12);
AT(aip_tool_choice, names, 16);
AT(aip_tool_choice, name_count, 24);
AT(aip_tool_choice, json, 32);
SIZE(aip_tool_choice, 48);

AT(aip_format, struct_size, 0);
AT(aip_format, kind, 4);
AT(aip_format, origin, 8);
AT(aip_format, flags, 12);
AT(aip_format, name, 16);
AT(aip_format, description, 32);
AT(aip_format, schema_json, 48);
AT(aip_format, json, 64);
AT(aip_format, extras, 80);
SIZE(aip_format, 96);

AT(aip_reasoning, struct_size, 0);
AT(aip_reasoning, effort, 4);
AT(aip_reasoning, budget_tokens, 8);
AT(aip_reasoning, display, 16);
AT(aip_reasoning, origin, 32);
AT(aip_reasoning, pad, 36);
AT(aip_reasoning, extras, 40);
SIZE(aip_reasoning, 56);

AT(aip_embedding, struct_size, 0);
AT(aip_embedding, origin, 4);
AT(aip_embedding, inputs, 8);
AT(aip_embedding, input_count, 16);
AT(aip_embedding, json, 24);
AT(aip_embedding, encoding, 40);
AT(aip_embedding, task, 56);
AT(aip_embedding, title, 72);
AT(aip_embedding, dimensions, 88);
SIZE(aip_embedding, 96);

AT(aip_member, key, 0);
AT(aip_member, offset, 16);
AT(aip_member, value, 24);
AT(aip_member, value_len, 32);
SIZE(aip_member, 40);

AT(aip_request, struct_size, 0);
AT(aip_request, operation, 4);
AT(aip_request, client_protocol, 8);
AT(aip_request, flags, 12);
AT(aip_request, method, 16);
AT(aip_request, path, 32);
AT(aip_request, query, 48);
AT(aip_request, headers, 64);
AT(aip_request, params, 80);
AT(aip_request, source_body, 96);
AT(aip_request, members, 112);
AT(aip_request, member_count, 120);
AT(aip_request, client_model, 128);
AT(aip_request, upstream_model, 144);
AT(aip_request, previous_id, 160);
AT(aip_request, item_id, 176);
AT(aip_request, messages, 192);
AT(aip_request, message_count, 200);
AT(aip_request, message_stride, 208);
AT(aip_request, tools, 216);
AT(aip_request, tool_count, 224);
AT(aip_request, tool_stride, 232);
AT(aip_request, tool_choice, 240);
AT(aip_request, format, 248);
AT(aip_request, reasoning, 256);
AT(aip_request, embedding, 264);
AT(aip_request, stop, 272);
AT(aip_request, stop_count, 280);
AT(aip_request, present, 288);
AT(aip_request, temperature, 296);
AT(aip_request, top_p, 304);
AT(aip_request, presence_penalty, 312);
AT(aip_request, frequency_penalty, 320);
AT(aip_request, top_k, 328);
AT(aip_request, max_output, 336);
AT(aip_request, seed, 344);
AT(aip_request, choices, 352);
AT(aip_request, top_logprobs, 360);
AT(aip_request, user, 368);
AT(aip_request, metadata_json, 384);
AT(aip_request, service_tier, 400);
AT(aip_request, cache_key, 416);
AT(aip_request, verbosity, 432);
AT(aip_request, extras, 448);
AT(aip_request, parsed, 464);
AT(aip_request, dialect, 472);
SIZE(aip_request, 488);

AT(aip_usage, struct_size, 0);
AT(aip_usage, flags, 4);
AT(aip_usage, present, 8);
AT(aip_usage, input, 16);
AT(aip_usage, output, 24);
AT(aip_usage, total, 32);
AT(aip_usage, cache_read, 40);
AT(aip_usage, cache_write, 48);
AT(aip_usage, reasoning, 56);
AT(aip_usage, audio_in, 64);
AT(aip_usage, audio_out, 72);
AT(aip_usage, origin, 80);
AT(aip_usage, pad, 84);
AT(aip_usage, json, 88);
SIZE(aip_usage, 104);

AT(aip_event, struct_size, 0);
AT(aip_event, kind, 4);
AT(aip_event, origin, 8);
AT(aip_event, flags, 12);
AT(aip_event, choice, 16);
AT(aip_event, part, 20);
AT(aip_event, part_kind, 24);
AT(aip_event, finish, 28);
AT(aip_event, created, 32);
AT(aip_event, id, 40);
AT(aip_event, name, 56);
AT(aip_event, text, 72);
AT(aip_event, json, 88);
AT(aip_event, media_type, 104);
AT(aip_event, usage, 120);
AT(aip_event, error, 128);
AT(aip_event, extras, 136);
SIZE(aip_event, 152);

AT(aip_frame, struct_size, 0);
AT(aip_frame, framing, 4);
AT(aip_frame, raw, 8);
AT(aip_frame, data, 24);
AT(aip_frame, name, 40);
SIZE(aip_frame, 56);

AT(aip_splice, offset, 0);
AT(aip_splice, erase, 8);
AT(aip_splice, insert, 16);
SIZE(aip_splice, 32);

AT(aip_reply, struct_size, 0);
AT(aip_reply, status, 4);
AT(aip_reply, headers, 8);
AT(aip_reply, body, 24);
SIZE(aip_reply, 40);

AT(aip_http, struct_size, 0);
AT(aip_http, exchange_id, 4);
AT(aip_http, method, 8);
AT(aip_http, target, 24);
AT(aip_http, headers, 40);
AT(aip_http, body, 56);
AT(aip_http, timeout_ms, 72);
AT(aip_http, flags, 76);
SIZE(aip_http, 80);

AT(aip_out, struct_size, 0);
AT(aip_out, pad, 4);
AT(aip_out, ctx, 8);
AT(aip_out, bytes, 16);
AT(aip_out, splice, 24);
AT(aip_out, event, 32);
AT(aip_out, http, 40);
AT(aip_out, timer, 48);
SIZE(aip_out, 56);

AT(aip_input, struct_size, 0);
AT(aip_input, kind, 4);
AT(aip_input, exchange_id, 8);
AT(aip_input, timer_id, 12);
AT(aip_input, status, 16);
AT(aip_input, pad, 20);
AT(aip_input, headers, 24);
AT(aip_input, data, 40);
AT(aip_input, error, 56);
SIZE(aip_input, 64);

AT(aip_host, struct_size, 0);
AT(aip_host, abi_major, 4);
AT(aip_host, abi_minor, 8);
AT(aip_host, mode, 12);
AT(aip_host, ctx, 16);
AT(aip_host, name, 24);
AT(aip_host, version, 40);
AT(aip_host, log_enabled, 56);
AT(aip_host, log, 64);
AT(aip_host, mono_ns, 72);
AT(aip_host, unix_ms, 80);
AT(aip_host, random, 88);
AT(aip_host, uuid, 96);
AT(aip_host, intern, 104);
AT(aip_host, metric_id, 112);
AT(aip_host, metric_add, 120);
AT(aip_host, cancelled, 128);
AT(aip_host, service, 136);
SIZE(aip_host, 144);

AT(aip_hash_service, struct_size, 0);
AT(aip_hash_service, pad, 4);
AT(aip_hash_service, sha256, 8);
AT(aip_hash_service, hmac_sha256, 16);
AT(aip_hash_service, crc32, 24);
SIZE(aip_hash_service, 32);

AT(aip_base64_service, struct_size, 0);
AT(aip_base64_service, pad, 4);
AT(aip_base64_service, encode, 8);
AT(aip_base64_service, decode, 16);
SIZE(aip_base64_service, 24);

AT(aip_env, struct_size, 0);
AT(aip_env, generation, 4);
AT(aip_env, ctx, 8);
AT(aip_env, step, 16);
AT(aip_env, call, 24);
AT(aip_env, token, 32);
AT(aip_env, call_id, 40);
AT(aip_env, now_unix_ms, 56);
AT(aip_env, fail, 64);
AT(aip_env, loss, 72);
SIZE(aip_env, 80);

AT(aip_module, struct_size, 0);
AT(aip_module, magic, 4);
AT(aip_module, abi_major, 8);
AT(aip_module, abi_minor, 12);
AT(aip_module, name, 16);
AT(aip_module, version, 32);
AT(aip_module, vendor, 48);
AT(aip_module, license, 64);
AT(aip_module, manifest_json, 80);
AT(aip_module, options, 96);
AT(aip_module, option_count, 104);
AT(aip_module, create, 112);
AT(aip_module, destroy, 120);
AT(aip_module, role, 128);
AT(aip_module, live, 136);
SIZE(aip_module, 144);

AT(aip_route, method, 0);
AT(aip_route, path, 16);
AT(aip_route, header, 32);
AT(aip_route, query, 48);
AT(aip_route, operation, 64);
AT(aip_route, rank, 68);
SIZE(aip_route, 72);

AT(aip_answer, struct_size, 0);
AT(aip_answer, status, 4);
AT(aip_answer, content_type, 8);
AT(aip_answer, headers, 24);
SIZE(aip_answer, 40);

AT(aip_client_half, struct_size, 0);
AT(aip_client_half, flags, 4);
AT(aip_client_half, routes, 8);
AT(aip_client_half, route_count, 16);
AT(aip_client_half, inspect, 24);
AT(aip_client_half, decode_request, 32);
AT(aip_client_half, encode_open, 40);
AT(aip_client_half, encode_event, 48);
AT(aip_client_half, encode_tick, 56);
AT(aip_client_half, encode_close, 64);
AT(aip_client_half, encode_error, 72);
SIZE(aip_client_half, 80);

AT(aip_upstream_half, struct_size, 0);
AT(aip_upstream_half, flags, 4);
AT(aip_upstream_half, encode_request, 8);
AT(aip_upstream_half, decode_open, 16);
AT(aip_upstream_half, decode_frame, 24);
AT(aip_upstream_half, decode_end, 32);
AT(aip_upstream_half, decode_close, 40);
AT(aip_upstream_half, decode_error, 48);
SIZE(aip_upstream_half, 56);

AT(aip_protocol, struct_size, 0);
AT(aip_protocol, flags, 4);
AT(aip_protocol, id, 8);
AT(aip_protocol, client, 24);
AT(aip_protocol, upstream, 32);
SIZE(aip_protocol, 40);

AT(aip_account, struct_size, 0);
AT(aip_account, flags, 4);
AT(aip_account, uuid, 8);
AT(aip_account, name, 24);
AT(aip_account, base_url, 40);
AT(aip_account, protocol, 56);
AT(aip_account, options, 72);
AT(aip_account, credential, 88);
AT(aip_account, auth_base_url, 104);
SIZE(aip_account, 120);

AT(aip_prepared, struct_size, 0);
AT(aip_prepared, flags, 4);
AT(aip_prepared, method, 8);
AT(aip_prepared, path, 24);
AT(aip_prepared, query, 40);
AT(aip_prepared, headers, 56);
AT(aip_prepared, splices, 72);
AT(aip_prepared, splice_count, 80);
AT(aip_prepared, prefix, 88);
AT(aip_prepared, suffix, 104);
AT(aip_prepared, dialect, 120);
SIZE(aip_prepared, 136);

AT(aip_failure, struct_size, 0);
AT(aip_failure, flags, 4);
AT(aip_failure, operation, 8);
AT(aip_failure, status, 12);
AT(aip_failure, headers, 16);
AT(aip_failure, body, 32);
AT(aip_failure, error, 48);
SIZE(aip_failure, 56);

AT(aip_verdict, struct_size, 0);
AT(aip_verdict, flags, 4);
AT(aip_verdict, fault, 8);
AT(aip_verdict, retryable, 12);
AT(aip_verdict, scope, 16);
AT(aip_verdict, pad, 20);
AT(aip_verdict, retry_after_ms, 24);
SIZE(aip_verdict, 32);

AT(aip_steps, struct_size, 0);
AT(aip_steps, flags, 4);
AT(aip_steps, open, 8);
AT(aip_steps, step, 16);
AT(aip_steps, close, 24);
SIZE(aip_steps, 32);

AT(aip_provider, struct_size, 0);
AT(aip_provider, flags, 4);
AT(aip_provider, id, 8);
AT(aip_provider, protocols, 24);
AT(aip_provider, protocol_count, 32);
AT(aip_provider, account_options, 40);
AT(aip_provider, account_option_count, 48);
AT(aip_provider, default_base_url, 56);
AT(aip_provider, auth, 72);
AT(aip_provider, check_account, 88);
AT(aip_provider, protocol_of, 96);
AT(aip_provider, support, 104);
AT(aip_provider, prepare, 112);
AT(aip_provider, unwrap, 120);
AT(aip_provider, judge, 128);
AT(aip_provider, decode_own, 136);
AT(aip_provider, steps, 144);
SIZE(aip_provider, 152);

AT(aip_bytes, data, 0);
AT(aip_bytes, len, 8);
SIZE(aip_bytes, 16);

AT(aip_field, name, 0);
AT(aip_field, value, 16);
AT(aip_field, flags, 32);
AT(aip_field, pad, 36);
SIZE(aip_field, 40);

AT(aip_fields, items, 0);
AT(aip_fields, count, 8);
SIZE(aip_fields, 16);

AT(aip_extra, origin, 0);
AT(aip_extra, ordinal, 4);
AT(aip_extra, key, 8);
AT(aip_extra, raw, 24);
SIZE(aip_extra, 40);

AT(aip_extras, items, 0);
AT(aip_extras, count, 8);
SIZE(aip_extras, 16);

AT(aip_error, struct_size, 0);
AT(aip_error, error_class, 4);
AT(aip_error, http_status, 8);
AT(aip_error, origin, 12);
AT(aip_error, retry_after_ms, 16);
AT(aip_error, message, 24);
AT(aip_error, type, 40);
AT(aip_error, code, 56);
AT(aip_error, param, 72);
SIZE(aip_error, 88);

AT(aip_arena, struct_size, 0);
AT(aip_arena, pad, 4);
AT(aip_arena, ctx, 8);
AT(aip_arena, alloc, 16);
SIZE(aip_arena, 24);

AT(aip_option, name, 0);
AT(aip_option, type, 16);
AT(aip_option, flags, 20);
AT(aip_option, default_text, 24);
AT(aip_option, help, 40);
SIZE(aip_option, 56);
