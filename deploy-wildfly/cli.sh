# What `install` and `datasource` have in common; read by both, not run.
# shellcheck shell=sh

here=$(cd "$(dirname "$0")" && pwd)
me=$(basename "$0")
war=$here/../target/ztp.war controller=localhost:9990 jboss=''

fail() {
  echo "$me: $1" >&2
  exit 1
}

wrong_call() {
  echo "$me: $1 ($me --help tells more)" >&2
  exit 2
}

usage() {
  sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
}

java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    "$JAVA_HOME/bin/java" "$@"
  else
    command java "$@"
  fi
}

check_java() {
  said=$(java -version 2>&1) || fail "there is no Java: set JAVA_HOME or PATH. OpenZTP needs 17 or newer"
  version=$(printf '%s\n' "$said" | sed -n 's/.* version "\([0-9]*\)[."].*/\1/p')
  [ "${version:-0}" -ge 17 ] || fail "this Java is too old, 17 or newer is needed: $(printf '%s\n' "$said" | sed 1q)"
}

check_wildfly() {
  jboss=${jboss:-${JBOSS_HOME:-}}
  [ -n "$jboss" ] || wrong_call "JBOSS_HOME is missing: the folder of WildFly, with bin/jboss-cli.sh in it"
  [ -x "$jboss/bin/jboss-cli.sh" ] || fail "$jboss is no WildFly: bin/jboss-cli.sh is not there"
  for product in "$jboss"/modules/system/layers/base/org/jboss/as/product/main/wildfly-*product-conf-*.jar; do
    number=${product##*-conf-}
    case $number in
      [1-9].* | 1[0-9].* | 2[0-6].*) fail "$jboss is WildFly ${number%.Final.jar}: OpenZTP needs 27 or newer" ;;
    esac
  done
}

check_war() {
  [ -f "$war" ] || fail "$war is not there: build it with mvn package, or name it with --war"
  war=$(cd "$(dirname "$war")" && pwd)/$(basename "$war")
}

# A folder for what is needed on the way, as $work.
scratch() {
  umask 077
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' HUP INT TERM
}

# A text as it stands between the quotes of WildFly's command line, in a file of properties.
quoted() {
  # shellcheck disable=SC2016 # what WildFly would replace by something
  case $1 in *'${'*) wrong_call 'a value may not hold ${' ;; esac
  printf '%s' "$1" | sed 's/[\\"]/\\&/g; s/\\/\\\\/g'
}

# Runs the named scripts as one, with the properties of standard input.
wildfly() {
  cat >"$work/properties"
  (cd "$here" && cat "$@") >"$work/cli"
  JBOSS_HOME=$(cd "$jboss" && pwd) "$jboss/bin/jboss-cli.sh" --connect --controller="$controller" \
    --properties="$work/properties" --resolve-parameter-values --file="$work/cli" >"$work/said" 2>&1 && return
  cat "$work/said" >&2
  fail "WildFly's command line refuses; is the server running with its management at $controller?"
}
