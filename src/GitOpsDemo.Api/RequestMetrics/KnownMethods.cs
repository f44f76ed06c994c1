namespace GitOpsDemo.Api.RequestMetrics;

/// <summary>The methods that get series of their own (RFC 9110, section 9; RFC 5789). A client can send any word as a method.</summary>
internal static class KnownMethods
{
    private static readonly string[] Names = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "other"];

    public static int Count => Names.Length;

    public static string Name(int index) => Names[index];

    public static int IndexOf(string method) => method switch
    {
        "GET" => 0,
        "HEAD" => 1,
        "POST" => 2,
        "PUT" => 3,
        "DELETE" => 4,
        "PATCH" => 5,
        "OPTIONS" => 6,
        "TRACE" => 7,
        "CONNECT" => 8,
        _ => 9,
    };
}
