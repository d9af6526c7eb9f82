package io.latchkey.app;

import io.latchkey.login.oidc.BackchannelLogout;
import io.latchkey.ops.AuditResource;
import io.latchkey.ops.HealthResource;
import io.latchkey.ops.MetricsResource;
import io.latchkey.ops.OpenApiResource;
import io.latchkey.rest.AuthorizeResource;
import io.latchkey.rest.BroadcastResource;
import io.latchkey.rest.ConnectionsResource;
import io.latchkey.rest.ExplainResource;
import io.latchkey.rest.InvalidationResource;
import io.latchkey.rest.KeysResource;
import io.latchkey.rest.ProblemMapper;
import io.latchkey.rest.ProvisionResource;
import io.latchkey.rest.ReflectResource;
import io.latchkey.rest.RoomAdminResource;
import io.latchkey.rest.RoomPathFilter;
import io.latchkey.rest.RoomResource;
import io.latchkey.rest.RoomsResource;
import io.latchkey.rest.SigningKeysResource;
import io.latchkey.rest.TicketsResource;
import io.latchkey.rest.TokensResource;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The REST API. Its classes are listed so that nothing else of an embedding application becomes part of it. */
@ApplicationPath("api/v1")
public class LatchkeyApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                AuthorizeResource.class,
                RoomResource.class,
                BackchannelLogout.class,
                BroadcastResource.class,
                RoomAdminResource.class,
                RoomsResource.class,
                ReflectResource.class,
                ConnectionsResource.class,
                InvalidationResource.class,
                KeysResource.class,
                ProvisionResource.class,
                TicketsResource.class,
                TokensResource.class,
                ExplainResource.class,
                SigningKeysResource.class,
                HealthResource.class,
                AuditResource.class,
                MetricsResource.class,
                OpenApiResource.class,
                RoomPathFilter.class,
                ProblemMapper.class);
    }
}
