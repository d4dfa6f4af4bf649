package org.openztp.app;

import java.nio.file.Path;
import java.time.InstantSource;
import org.glassfish.jersey.server.ResourceConfig;
import org.openztp.auth.ApiTokens;
import org.openztp.auth.AuthFilter;
import org.openztp.auth.Callers;
import org.openztp.auth.EnrolmentSecrets;
import org.openztp.auth.EnrolmentSecretsResource;
import org.openztp.auth.FirstToken;
import org.openztp.auth.RequireRole;
import org.openztp.auth.Sessions;
import org.openztp.auth.SignIn;
import org.openztp.auth.SignInPages;
import org.openztp.auth.TokensResource;
import org.openztp.db.Db;
import org.openztp.http.ClientAddress;
import org.openztp.http.Views;

/** Who may come in, and how: tokens, sessions and the page to sign in. */
final class Entrance {
    private final Db db;
    private final InstantSource clock;
    private final Path keyFolder;
    private final ApiTokens tokens;
    private final Sessions sessions;

    /** Makes the key of sessions where there is none. */
    Entrance(Db db, InstantSource clock, Path keyFolder) {
        this.db = db;
        this.clock = clock;
        this.keyFolder = keyFolder;
        tokens = new ApiTokens(db, clock);
        sessions = Sessions.withKeyOf(keyFolder.resolve("session-key"), clock);
    }

    /** There is a way in on an empty database, too. */
    void ensureFirstToken() {
        FirstToken.ensure(tokens, keyFolder.resolve("admin-token"));
    }

    void register(ResourceConfig config, Views views, ClientAddress clients) {
        SignIn signIn = new SignIn(tokens, sessions, clients, clock);
        config.register(new AuthFilter(tokens, sessions, signIn))
                .register(new RequireRole())
                .register(new SignInPages(views, signIn))
                .register(new TokensResource(tokens))
                .register(new EnrolmentSecretsResource(new EnrolmentSecrets(db, clock)));
    }

    /** Who asks of a servlet. */
    Callers callers() {
        return new Callers(tokens, sessions);
    }
}
