package io.latchkey.rest;

import io.latchkey.api.Access;
import io.latchkey.api.Permission;
import io.latchkey.protocol.Json;
import io.latchkey.protocol.JsonLine;
import io.latchkey.token.CallerTokens.Resource;
import io.latchkey.token.CallerTokens.RoomToken;

/** A new token and what it is good for, as clients and backends are told. */
final class TokenAnswer {
    private TokenAnswer() {}

    static String describe(RoomToken token) {
        return new JsonLine()
                .string("token", token.token())
                .string("tokenType", "Bearer")
                .number("expiresIn", token.expiresIn())
                .string("expiresAt", token.expiresAt().toString())
                .string("user", token.userId())
                .array(
                        "resources",
                        token.resources().stream().map(TokenAnswer::describe).toList())
                .toString();
    }

    private static String describe(Resource resource) {
        return new JsonLine()
                .string("id", resource.id())
                .string("object", "room")
                .string("reference", resource.room().value())
                .raw("permission", permission(resource))
                .toString();
    }

    private static String permission(Resource resource) {
        if (resource.access() != Access.CUSTOM) {
            return Json.quote(resource.access().toString());
        }
        return resource.permissions().stream()
                .map(Permission::name)
                .map(Json::quote)
                .toList()
                .toString();
    }
}
