package dfs.metadata.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.Bytes;
import dfs.core.auth.Role;
import dfs.core.error.ErrorCode;
import dfs.core.record.AccessKey;
import dfs.core.record.User;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Query;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserRulesTest extends AppliedRules {

    @Test
    void theLastEnabledAdministratorStays() {
        User root = user("root", Role.ADMIN, true);
        done(new Mutation.CreateUser(root));
        done(new Mutation.CreateUser(user("other", Role.ADMIN, false)));
        assertThat(refused(new Mutation.DeleteUser("root"))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refused(change("root", Role.WRITER, true))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refused(change("root", Role.ADMIN, false))).isEqualTo(ErrorCode.INVALID_REQUEST);
        done(change("other", Role.ADMIN, true));
        done(new Mutation.DeleteUser("root"));
    }

    @Test
    void whatAChangeOfAUserDoesNotNameStays() {
        done(new Mutation.CreateUser(user("root", Role.ADMIN, true)));
        done(new Mutation.CreateUser(user("ann", Role.WRITER, true)));
        done(change("ann", Role.READER, false));
        User renamed = done(new Mutation.UpdateUser(
                "ann",
                new Mutation.UserChange(
                        Optional.of("Ann"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())));
        assertThat(renamed.displayName()).isEqualTo("Ann");
        assertThat(renamed.role()).isEqualTo(Role.READER);
        assertThat(renamed.isEnabled()).isFalse();
    }

    @Test
    void aUsersKeysGoWithTheUser() {
        done(new Mutation.CreateUser(user("root", Role.ADMIN, true)));
        done(new Mutation.CreateUser(user("ann", Role.WRITER, true)));
        Bytes token = Bytes.wrap(new byte[32]);
        done(new Mutation.CreateAccessKey(new AccessKey("A1", "ann", AccessKey.Kind.API, token, true, 0)));
        assertThat(queries.answer(new Query.FindApiKey(token))).isPresent();
        assertThat(refused(
                        new Mutation.CreateAccessKey(new AccessKey("A2", "ann", AccessKey.Kind.API, token, true, 0))))
                .isEqualTo(ErrorCode.ENTITY_ALREADY_EXISTS);
        done(new Mutation.DeleteUser("ann"));
        assertThat(queries.answer(new Query.FindApiKey(token))).isEmpty();
        assertThat(queries.answer(new Query.FindAccessKey("A1"))).isEmpty();
    }

    private static Mutation.UpdateUser change(String name, Role role, boolean isEnabled) {
        return new Mutation.UpdateUser(
                name,
                new Mutation.UserChange(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(role),
                        Optional.empty(),
                        Optional.of(isEnabled)));
    }

    private static User user(String name, Role role, boolean isEnabled) {
        return new User(name, "id-" + name, name, "", role, List.of(), isEnabled, 0);
    }
}
