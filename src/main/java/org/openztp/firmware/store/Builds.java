package org.openztp.firmware.store;

import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.http.Problem;
import org.openztp.openwrt.InvalidValue;

/** Categories and their builds, as rows. Every method is part of the caller's transaction. */
final class Builds {
    /** There are as many as an operator names by hand. */
    private static final int MOST_CATEGORIES = 500;

    private static final String VIEW = "select new org.openztp.firmware.store.BuildView(b.id, c.name, b.version, b.os,"
            + " b.createdAt, b.createdBy, (select count(i) from StoredImage i where i.buildId = b.id))"
            + " from Build b join Category c on c.id = b.categoryId where ";

    private final StoredImages images;
    private final InstantSource clock;

    Builds(StoredImages images, InstantSource clock) {
        this.images = images;
        this.clock = clock;
    }

    /** By name, with the number of their builds. */
    List<CategoryView> categories(Tx tx) {
        return tx.em()
                .createQuery(
                        "select new org.openztp.firmware.store.CategoryView(c.name,"
                                + " (select count(b) from Build b where b.categoryId = c.id))"
                                + " from Category c order by c.name",
                        CategoryView.class)
                .setMaxResults(MOST_CATEGORIES)
                .getResultList();
    }

    /**
     * Makes the build, and its category where there is none.
     *
     * @throws Problem 409 there is one of this version, or of this os identifier
     */
    BuildView add(Tx tx, NewBuild wanted, String who) {
        Category category = category(tx, wanted.category()).orElseGet(() -> {
            Category fresh = new Category(wanted.category());
            tx.em().persist(fresh);
            return fresh;
        });
        if (find(tx, wanted.category(), wanted.version()).isPresent()) {
            throw Problem.conflict("there is a build " + wanted.category() + "/" + wanted.version() + " already");
        }
        if (wanted.os() != null) {
            byOs(tx, wanted.os()).ifPresent(other -> {
                throw Problem.conflict("os: " + other.category() + "/" + other.version() + " is what says so already");
            });
        }
        Build build = new Build(category.id(), wanted, who, clock.instant());
        tx.em().persist(build);
        tx.em().flush();
        return get(tx, build.id());
    }

    private static Optional<Category> category(Tx tx, String name) {
        return tx.em()
                .createQuery("from Category c where c.name = :name", Category.class)
                .setParameter("name", name)
                .getResultStream()
                .findFirst();
    }

    private static Optional<BuildView> byOs(Tx tx, String os) {
        return tx.em()
                .createQuery(VIEW + "b.os = :os", BuildView.class)
                .setParameter("os", os)
                .getResultStream()
                .findFirst();
    }

    /** The build that an operator calls CATEGORY/VERSION. */
    Optional<BuildView> find(Tx tx, String category, String version) {
        return tx.em()
                .createQuery(VIEW + "c.name = :category and b.version = :version", BuildView.class)
                .setParameter("category", category)
                .setParameter("version", version)
                .getResultStream()
                .findFirst();
    }

    /**
     * Newest first.
     *
     * @param category null for those of all
     * @throws InvalidValue the cursor is none of ours
     */
    Page<BuildView> list(Tx tx, String category, String cursor, int limit) {
        TypedQuery<BuildView> query = tx.em()
                .createQuery(
                        VIEW + "b.id < :before" + (category == null ? "" : " and c.name = :category")
                                + " order by b.id desc",
                        BuildView.class)
                .setParameter("before", before(cursor))
                .setMaxResults(limit + 1);
        if (category != null) {
            query.setParameter("category", category);
        }
        List<BuildView> rows = query.getResultList();
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<BuildView> page = List.copyOf(rows.subList(0, limit));
        return new Page<>(page, String.valueOf(page.get(limit - 1).id()));
    }

    private static long before(String cursor) {
        if (cursor != null && !cursor.matches("\\d{1,18}")) {
            throw new InvalidValue("cursor: not one of this server's");
        }
        return cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
    }

    /** With its changelog and its images. */
    BuildView get(Tx tx, long id) {
        Build build = images.checkBuild(tx, id);
        return tx.em()
                .createQuery(VIEW + "b.id = :id", BuildView.class)
                .setParameter("id", id)
                .getSingleResult()
                .with(build.changelog(), images.ofBuild(tx, id));
    }

    BuildView rewrite(Tx tx, long id, String changelog) {
        images.checkBuild(tx, id).rewrite(changelog);
        tx.em().flush();
        return get(tx, id);
    }

    /** With its images, and with its category where it was the last one. */
    void remove(Tx tx, long id) {
        Build build = tx.em().find(Build.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (build == null) {
            throw Problem.notFound("there is no build " + id);
        }
        images.removeOfBuild(tx, id);
        tx.em().remove(build);
        tx.em().flush();
        tx.em()
                .createQuery("delete from Category c where c.id = :id"
                        + " and not exists (select b.id from Build b where b.categoryId = c.id)")
                .setParameter("id", build.categoryId())
                .executeUpdate();
    }
}
