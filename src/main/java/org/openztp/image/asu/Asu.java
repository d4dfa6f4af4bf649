package org.openztp.image.asu;

import java.time.InstantSource;
import java.util.List;
import org.openztp.db.Db;
import org.openztp.image.Imaging;
import org.openztp.image.asu.published.Documents;
import org.openztp.image.asu.published.OldLists;
import org.openztp.image.asu.published.OldPublished;
import org.openztp.image.asu.published.Published;
import org.openztp.image.asu.wire.AsuFilter;
import org.openztp.image.asu.wire.Dialect;
import org.openztp.image.asu.wire.Front;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.Catalogue;

/** The three generations, put together. */
public final class Asu {
    private Asu() {}

    /** What the dialects stand on. */
    record Parts(Front front, Looks looks, Documents documents, Catalogue catalogue, Imaging imaging) {}

    /** @param branches those that count */
    public static AsuFilter filter(Db db, Branches branches, Imaging imaging, Front front, InstantSource clock) {
        Catalogue catalogue = new Catalogue(branches);
        Documents documents = new Documents(db, catalogue, branches);
        Looks looks = new Looks(db, imaging.builds(), clock);
        return new AsuFilter(dialects(db, new Parts(front, looks, documents, catalogue, imaging)));
    }

    static List<Dialect> dialects(Db db, Parts parts) {
        OldPublished old = new OldPublished(parts.documents(), parts.catalogue());
        return List.of(
                new Today(parts.front(), parts.looks(), parts.documents()),
                new Published(
                        parts.front(),
                        parts.documents(),
                        parts.catalogue(),
                        () -> parts.imaging().builds().repositories()),
                new Redis(parts.front(), parts.looks(), parts.documents()),
                old,
                new V02(
                        parts.front(),
                        parts.looks(),
                        new UpgradeCheck(db, parts.catalogue(), parts.documents()),
                        new OldProfiles(db, parts.catalogue())),
                new OldLists(parts.documents(), parts.catalogue()),
                new OldImages(parts.looks()),
                new ImageStore(parts.looks(), parts.imaging(), old::file),
                new Statistics(parts.looks()));
    }
}
