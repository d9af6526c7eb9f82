package io.latchkey.app;

import io.latchkey.login.oidc.BackchannelLogout;
import io.latchkey.ops.HealthResource;
import io.latchkey.rest.AuthorizeResource;
import io.latchkey.rest.ProblemMapper;
import io.latchkey.rest.RoomPathFilter;
import io.latchkey.rest.RoomResource;
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
                HealthResource.class,
                RoomPathFilter.class,
                ProblemMapper.class);
    }
}
