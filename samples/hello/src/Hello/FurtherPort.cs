namespace Hello;

/// <summary>A port beside those that ASP.NET Core's own variables name, and in the same network.</summary>
internal static class FurtherPort
{
    /// <summary>Has the service listen on it too.</summary>
    public static void ListenOn(this WebApplicationBuilder builder, int port)
    {
        var settings = builder.Configuration;
        if (settings[WebHostDefaults.ServerUrlsKey] is { } urls)
        {
            var host = BindingAddress.Parse(urls.Split(';')[0]).Host;
            builder.WebHost.UseUrls(urls, $"http://{host}:{port}");
        }
        else
        {
            builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, $"{settings[WebHostDefaults.HttpPortsKey]};{port}");
        }
    }
}
