# Runs a command whose only way out is one socket: perl gate.pl SOCKET COMMAND [WORD...]
# A proxy for it listens on the loopback, and hands each connection to the socket. It ends with the sandbox.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;

my ($gate, @command) = @ARGV;
my $proxy = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 64) or die "gate: no loopback: $@\n";
$ENV{$_} = 'http://127.0.0.1:' . $proxy->sockport for 'http_proxy', 'https_proxy';

# a child of nobody the command knows of
defined(my $child = fork) or die "gate: $!\n";
if ($child) {
    waitpid $child, 0;
    exec { $command[0] } @command or die "gate: $command[0]: $!\n";
}
exit if fork;
open STDOUT, '>', '/dev/null';
open STDERR, '>', '/dev/null';
$SIG{CHLD} = 'IGNORE';
while (1) {
    my $client = $proxy->accept or next;
    my $pid = fork;
    hand_over($client) if defined $pid && !$pid;
    close $client;
}

# all that comes from either goes to the other, until both have ended
sub hand_over {
    my ($client) = @_;
    my $server = IO::Socket::UNIX->new(Peer => $gate) or exit;
    my %other = ($client => $server, $server => $client);
    my $open = IO::Select->new($client, $server);
    while (my @ready = $open->can_read) {
        for my $from (@ready) {
            if (sysread $from, my $piece, 65536) {
                my $to = $other{$from};
                for (my $sent = 0; $sent < length $piece;) {
                    $sent += syswrite($to, $piece, 65536, $sent) || exit;
                }
            } else {
                $open->remove($from);
                shutdown $other{$from}, 1;
            }
        }
    }
    exit;
}
