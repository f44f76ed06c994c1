using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using GitOpsDemo.LabAgent.Page;

namespace GitOpsDemo.LabAgent.Tests.Page;

/// <summary>Nobody but the page itself reads the lab's answers or gives it orders, though the same browser has other sites open.</summary>
public sealed class PageGuardTests : PageTests
{
    // src="page.js", href="page.css", from "./dom.js"
    private static readonly Regex Named = new("""(?:src="|href="|from "\./)([\w/.]+\.\w+)["]""");

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:{port}")]
    [InlineData("localhost.evil.example:{port}")]
    [InlineData("localhost")]
    [InlineData("localhost:1")]
    public async Task A_name_that_was_led_to_this_computer_gets_nothing(string host)
    {
        var name = host.Replace("{port}", $"{Agent.Page.Port}", StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync("/", ("Host", name)));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync("api/state", ("Host", name)));
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task Another_site_gets_no_answer_and_may_lead_to_the_page(string site)
    {
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("api/prometheus/query?query=up", ("Sec-Fetch-Site", site)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/", ("Sec-Fetch-Site", site)));
    }

    [Theory]
    [InlineData("http://evil.example", null)]
    [InlineData("null", null)]
    [InlineData("http://localhost:1", null)]
    [InlineData(null, "")]
    [InlineData(null, "00000000000000000000000000000000")]
    public async Task Orders_need_the_origin_and_the_token_of_the_page(string? origin, string? token)
    {
        await Agent.ApplyUntilReadyAsync(RunningAgent.PodOf(Backend, "p"));

        using var traffic = await OrderAsync("traffic", Traffic("/", 100), origin, token);
        using var fault = await OrderAsync("fault", Fault(isOn: true), origin, token);

        Assert.Equal(HttpStatusCode.Forbidden, traffic.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, fault.StatusCode);
        Assert.Equal(0, Backend.Requests);
    }

    [Fact]
    public async Task The_page_and_the_agent_answer_on_their_own_ports_alone()
    {
        using var page = await Agent.GetAdminAsync("/api/state");

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/metrics"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/nothing"));
    }

    [Fact]
    public async Task The_page_may_load_nothing_from_elsewhere_and_be_in_no_frame()
    {
        using var answer = await Browser.GetAsync(Agent.Page);

        var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_file_that_the_page_names_is_in_the_assembly()
    {
        var texts = await Task.WhenAll(PageAssets.All.Where(asset => !asset.Path.Contains("uplot", StringComparison.Ordinal))
            .Select(asset => Browser.GetStringAsync(new Uri(Agent.Page, asset.Path))));

        var named = texts.SelectMany(text => Named.Matches(text)).Select(match => "/" + match.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.Subset(PageAssets.All.Select(asset => asset.Path).ToHashSet(), named.ToHashSet());
    }

    [Theory]
    [InlineData("uPlot.iife.min.js", "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f")]
    [InlineData("uPlot.min.css", "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04")]
    public async Task The_chart_library_is_the_file_of_its_package(string name, string digest)
    {
        var file = await Browser.GetStringAsync(new Uri(Agent.Page, $"uplot/{name}"));

        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file))));
        Assert.Contains("MIT License", await Browser.GetStringAsync(new Uri(Agent.Page, "uplot/LICENSE")), StringComparison.Ordinal);
    }
}
