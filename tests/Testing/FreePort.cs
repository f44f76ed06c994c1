using System.Net;
using System.Net.Sockets;

namespace GitOpsDemo.Testing;

/// <summary>
/// Ports of 127.0.0.1 that nothing listens on and nobody else is given: of a block that is this process's alone, below those that the
/// system gives to connections and to port 0.
/// </summary>
public static class FreePort
{
    private const int First = 10_000;
    private const int Blocks = 100;
    private const int BlockSize = 200;

    /// <summary>Who listens on the first port of a block has it, until the process ends.</summary>
    private static readonly TcpListener Block = ClaimBlock();

    private static int _given;

    /// <summary>A port that was free a moment ago.</summary>
    /// <exception cref="InvalidOperationException">All ports of the block are taken.</exception>
    public static int Next()
    {
        var first = ((IPEndPoint)Block.LocalEndpoint).Port;
        for (var tries = 1; tries < BlockSize; tries++)
        {
            var port = first + 1 + (int)((uint)Interlocked.Increment(ref _given) % (BlockSize - 1));
            if (Listen(port) is { } listener)
            {
                listener.Dispose();
                return port;
            }
        }

        throw new InvalidOperationException($"something listens on each port from {first} to {first + BlockSize - 1}");
    }

    private static TcpListener ClaimBlock() =>
        Enumerable.Range(0, Blocks).Select(block => Listen(First + (block * BlockSize))).FirstOrDefault(listener => listener is not null)
        ?? throw new InvalidOperationException($"{Blocks} processes have blocks of ports already");

    /// <summary>A listener at a port; null where something else listens.</summary>
    public static TcpListener? Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}
