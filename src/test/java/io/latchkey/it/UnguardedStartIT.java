package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application whose mutations would run without the access check, or one of whose hooks would be passed over, does
 * not come up. The server around it does, and says that it is ready all the same.
 */
class UnguardedStartIT {
    @TempDir
    Path folder;

    @Test
    void aMutationInAClassWithoutAScopeStopsTheStartWithClassAndMethod() throws Exception {
        refused(WarVariant.in(folder).with(UnscopedMutation.class))
                .contains(UnscopedMutation.class.getName() + ".write: the class is no CDI bean");
    }

    @Test
    void aVetoOfTheAccessCheckStopsTheStartAndNamesEveryMutationThatItOpens() throws Exception {
        refused(WarVariant.in(folder).withExtension(InterceptorVeto.class))
                .contains("io.latchkey.mutation.BuiltinMutations.set: AccessInterceptor is not the first")
                .contains("io.latchkey.mutation.BuiltinMutations.clear: AccessInterceptor is not the first");
    }

    @Test
    void aSecondHookOfATypeStopsTheStartAndBothAreNamed() throws Exception {
        refused(WarVariant.in(folder).with(TenantKeys.class).with(SecondKeys.class))
                .contains("several beans of type io.latchkey.api.KeyResolver: " + SecondKeys.class.getName() + ", "
                        + TenantKeys.class.getName() + "; keep one");
    }

    private AbstractStringAssert<?> refused(WarVariant variant) {
        Server.Options options = Server.options()
                .war(variant.file())
                .with("latchkey.data", folder.resolve("data"))
                .with("latchkey.token.secret", Tokens.SETTING);
        try (Server server = options.launch()) {
            assertThatThrownBy(server::awaitReady).isInstanceOf(IllegalStateException.class);
            return assertThat(server.log());
        }
    }
}
