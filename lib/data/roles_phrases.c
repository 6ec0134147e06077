/* roles_phrases.c - the dictionary of header phrases. Owns: what Salesforce, HubSpot, Stripe, product and telecom exports call things.
 * Must not know: values, other columns. Words are singular and lower-case, as icp_i_header_split makes them. */
#include "data/roles_words.h"

#define PHRASE(text, kind, looks, weight) {text, ICP_I_GUESS_##kind, ICP_I_LOOK_##looks, weight}

/* clang-format off: several to a line */
static const icp_i_phrase phrases[] = {
    /* who may not be a feature */
    PHRASE("email", PERSONAL, LABEL, 0), PHRASE("e mail address", PERSONAL, ANY, 0), PHRASE("phone number", PERSONAL, ANY, 0),
    PHRASE("=phone", PERSONAL, LABEL, 0), PHRASE("mobile phone", PERSONAL, ANY, 0), PHRASE("=mobile", PERSONAL, LABEL, 0),
    PHRASE("fax", PERSONAL, ANY, 0), PHRASE("first name", PERSONAL, ANY, 0), PHRASE("last name", PERSONAL, ANY, 0),
    PHRASE("full name", PERSONAL, ANY, 0), PHRASE("contact name", PERSONAL, ANY, 0), PHRASE("street", PERSONAL, LABEL, 0),
    PHRASE("address", PERSONAL, LABEL, 0), PHRASE("website", PERSONAL, LABEL, 0), PHRASE("url", PERSONAL, LABEL, 0),
    PHRASE("domain", PERSONAL, LABEL, 0), PHRASE("linkedin", PERSONAL, LABEL, 0), PHRASE("twitter", PERSONAL, LABEL, 0),
    PHRASE("ip address", PERSONAL, ANY, 0), PHRASE("birth date", PERSONAL, ANY, 0), PHRASE("date of birth", PERSONAL, ANY, 0),
    PHRASE("zip", PLACE, ANY, 0), PHRASE("postal", PLACE, ANY, 0), PHRASE("postcode", PLACE, ANY, 0), PHRASE("latitude", PLACE, ANY, 0),
    PHRASE("longitude", PLACE, ANY, 0), PHRASE("city", PLACE, ANY, 0),

    /* reasons and rivals */
    PHRASE("won reason", AFTER, ANY, 0), PHRASE("win reason", AFTER, ANY, 0), PHRASE("churn reason", OBJECTION, REASON, 100),
    PHRASE("loss reason", OBJECTION, REASON, 100), PHRASE("lost reason", OBJECTION, REASON, 100), PHRASE("reason lost", OBJECTION, REASON, 100),
    PHRASE("cancellation reason", OBJECTION, REASON, 98), PHRASE("cancel reason", OBJECTION, REASON, 98),
    PHRASE("cancellation detail reason", OBJECTION, REASON, 60), PHRASE("reason for churn", OBJECTION, REASON, 98),
    PHRASE("reason for leaving", OBJECTION, REASON, 98), PHRASE("reason for loss", OBJECTION, REASON, 98), PHRASE("why lost", OBJECTION, REASON, 96),
    PHRASE("objection", OBJECTION, REASON, 95), PHRASE("reason code", OBJECTION, REASON, 92), PHRASE("reason", OBJECTION, REASON, 90),
    PHRASE("churn category", OBJECTION, REASON, 70), PHRASE("loss category", OBJECTION, REASON, 70), PHRASE("feedback", OBJECTION, REASON, 65),
    PHRASE("churn note", OBJECTION, REASON, 60), PHRASE("loss note", OBJECTION, REASON, 60), PHRASE("lost note", OBJECTION, REASON, 60),
    PHRASE("exit survey", OBJECTION, REASON, 60), PHRASE("complain", OBJECTION, BINARY, 40), PHRASE("complaint", OBJECTION, REASON, 40),
    PHRASE("number of competitor", PLAYERS, NUMBER, 60), PHRASE("player", PLAYERS, NUMBER, 60), PHRASE("vendor in deal", PLAYERS, NUMBER, 80),
    PHRASE("bidder", PLAYERS, NUMBER, 50), PHRASE("main competitor", COMPETITOR, CODED, 95), PHRASE("competitor name", COMPETITOR, CODED, 95),
    PHRASE("competitor", COMPETITOR, CODED, 90), PHRASE("lost to", COMPETITOR, CODED, 85), PHRASE("churned to", COMPETITOR, CODED, 85),
    PHRASE("rival", COMPETITOR, CODED, 80), PHRASE("incumbent", COMPETITOR, CODED, 70),

    /* known only after an outcome */
    PHRASE("churn date", AFTER, ANY, 0), PHRASE("cancel date", AFTER, ANY, 0), PHRASE("cancellation date", AFTER, ANY, 0),
    PHRASE("canceled at", AFTER, ANY, 0), PHRASE("cancelled at", AFTER, ANY, 0), PHRASE("ended at", AFTER, ANY, 0), PHRASE("end date", AFTER, ANY, 0),
    PHRASE("termination", AFTER, ANY, 0), PHRASE("loss date", AFTER, ANY, 0), PHRASE("lost date", AFTER, ANY, 0),
    PHRASE("churn score", AFTER, ANY, 0), PHRASE("churn probability", AFTER, ANY, 0), PHRASE("churn risk", AFTER, ANY, 0),
    PHRASE("risk score", AFTER, ANY, 0), PHRASE("probability", AFTER, ANY, 0), PHRASE("forecast", AFTER, ANY, 0), PHRASE("cltv", AFTER, ANY, 0),
    PHRASE("clv", AFTER, ANY, 0), PHRASE("ltv", AFTER, ANY, 0), PHRASE("lifetime value", AFTER, ANY, 0), PHRASE("customer value", AFTER, ANY, 0),
    PHRASE("cancel at period end", AFTER, ANY, 0), PHRASE("arr lost", AFTER, ANY, 0), PHRASE("mrr lost", AFTER, ANY, 0),
    PHRASE("refund amount", AFTER, ANY, 0), PHRASE("expansion arr", AFTER, ANY, 0), PHRASE("expansion mrr", AFTER, ANY, 0),
    PHRASE("expansion amount", AFTER, ANY, 0), PHRASE("future", AFTER, ANY, 0), PHRASE("next period", AFTER, ANY, 0),
    PHRASE("date entered", AFTER, ANY, 0), PHRASE("is closed lost", AFTER, ANY, 0), PHRASE("=duration", AFTER, NUMBER, 0),
    PHRASE("call duration", AFTER, NUMBER, 0), PHRASE("contact duration", AFTER, NUMBER, 0), PHRASE("downgrade", AFTER, BINARY, 0),
    PHRASE("downgraded", AFTER, BINARY, 0), PHRASE("downsell", AFTER, ANY, 0), PHRASE("contraction", AFTER, ANY, 0),
    PHRASE("reactivation", AFTER, ANY, 0), PHRASE("reactivated", AFTER, ANY, 0),

    /* outcomes */
    PHRASE("upsell", UPSELL, BINARY, 100), PHRASE("upsold", UPSELL, BINARY, 100), PHRASE("cross sell", UPSELL, BINARY, 90),
    PHRASE("cross sold", UPSELL, BINARY, 90), PHRASE("expanded", UPSELL, BINARY, 98), PHRASE("expansion", UPSELL, BINARY, 96),
    PHRASE("upgraded", UPSELL, BINARY, 85), PHRASE("upgrade", UPSELL, BINARY, 85), PHRASE("bought new", UPSELL, BINARY, 80),
    PHRASE("add on purchased", UPSELL, BINARY, 80), PHRASE("run rate up", UPSELL, BINARY, 60), PHRASE("=converted", UPSELL, BINARY, 45),
    PHRASE("=conversion", UPSELL, BINARY, 40), PHRASE("=subscribed", UPSELL, BINARY, 45), PHRASE("=visit", UPSELL, BINARY, 42),
    PHRASE("=response", UPSELL, BINARY, 40), PHRASE("=responded", UPSELL, BINARY, 40), PHRASE("=purchased", UPSELL, BINARY, 40),
    PHRASE("=target", UPSELL, BINARY, 35), PHRASE("=outcome", UPSELL, BINARY, 30), PHRASE("=label", UPSELL, BINARY, 30),
    PHRASE("=y", UPSELL, BINARY, 35), PHRASE("=churn", CHURN, BINARY, 100), PHRASE("=churned", CHURN, BINARY, 100),
    PHRASE("=churn flag", CHURN, BINARY, 99), PHRASE("=is churned", CHURN, BINARY, 99), PHRASE("=customer churned", CHURN, BINARY, 98),
    PHRASE("churn label", CHURN, BINARY, 95), PHRASE("churn value", CHURN, BINARY, 90), PHRASE("any sub churned", CHURN, BINARY, 40),
    PHRASE("churn", CHURN, BINARY, 80), PHRASE("churned", CHURN, BINARY, 80), PHRASE("attrition", CHURN, BINARY, 80),
    PHRASE("lapse", CHURN, BINARY, 80), PHRASE("lapsed", CHURN, BINARY, 80), PHRASE("=exited", CHURN, BINARY, 75),
    PHRASE("=cancelled", CHURN, BINARY, 75), PHRASE("=canceled", CHURN, BINARY, 75), PHRASE("is cancelled", CHURN, BINARY, 75),
    PHRASE("is canceled", CHURN, BINARY, 75), PHRASE("=left", CHURN, BINARY, 60), PHRASE("lost customer", CHURN, BINARY, 70),
    PHRASE("churn", CHURN, STATUS, 78), PHRASE("customer status", CHURN, STATUS, 72), PHRASE("account status", CHURN, STATUS, 70),
    PHRASE("subscription status", CHURN, STATUS, 70), PHRASE("=status", CHURN, STATUS, 60), PHRASE("lifecycle stage", CHURN, STATUS, 50),
    PHRASE("managed as", CHURN, STATUS, 50), PHRASE("relationship", CHURN, STATUS, 30), PHRASE("=type", CHURN, STATUS, 30),
    PHRASE("account type", CHURN, STATUS, 30), PHRASE("renewed", STAYED, BINARY, 70), PHRASE("retained", STAYED, BINARY, 70),
    PHRASE("=is active", STAYED, BINARY, 45), PHRASE("=active", STAYED, BINARY, 40), PHRASE("=won", WIN, BINARY, 90),
    PHRASE("is won", WIN, BINARY, 85), PHRASE("closed won", WIN, BINARY, 85), PHRASE("win", WIN, BINARY, 80), PHRASE("won", WIN, BINARY, 75),
    PHRASE("deal stage", WIN, STATUS, 95), PHRASE("stage name", WIN, STATUS, 95), PHRASE("opportunity stage", WIN, STATUS, 95),
    PHRASE("=stage", WIN, STATUS, 92), PHRASE("deal outcome", WIN, STATUS, 95), PHRASE("deal status", WIN, STATUS, 92),
    PHRASE("opportunity status", WIN, STATUS, 92), PHRASE("=outcome", WIN, STATUS, 88), PHRASE("=result", WIN, STATUS, 80),
    PHRASE("=status", WIN, STATUS, 50), PHRASE("churn", AFTER, ANY, 0), PHRASE("churned", AFTER, ANY, 0), PHRASE("lifecycle stage", AFTER, ANY, 0),
    PHRASE("customer status", AFTER, ANY, 0), PHRASE("account status", AFTER, ANY, 0), PHRASE("subscription status", AFTER, ANY, 0),
    PHRASE("=status", AFTER, ANY, 0), PHRASE("managed as", AFTER, ANY, 0), PHRASE("renewal status", AFTER, ANY, 0),
    PHRASE("deal stage", AFTER, ANY, 0), PHRASE("stage name", AFTER, ANY, 0), PHRASE("is closed", AFTER, BINARY, 0),
    PHRASE("=closed", AFTER, BINARY, 0), PHRASE("is deal closed", AFTER, BINARY, 0), PHRASE("=won", AFTER, ANY, 0), PHRASE("is won", AFTER, ANY, 0),
    PHRASE("=y", AFTER, BINARY, 0),

    /* judgements */
    PHRASE("health", OPINION, ANY, 0), PHRASE("nps", OPINION, ANY, 0), PHRASE("csat", OPINION, ANY, 0), PHRASE("satisfaction", OPINION, ANY, 0),
    PHRASE("sentiment", OPINION, ANY, 0), PHRASE("rating", OPINION, ANY, 0), PHRASE("overall score", OPINION, ANY, 0),
    PHRASE("lead score", OPINION, ANY, 0), PHRASE("ideal customer profile", OPINION, ANY, 0), PHRASE("icp tier", OPINION, ANY, 0),
    PHRASE("target account", OPINION, ANY, 0),

    /* who and when */
    PHRASE("contact role", CONTACT, TITLE, 95), PHRASE("buying role", CONTACT, TITLE, 95), PHRASE("buyer role", CONTACT, TITLE, 95),
    PHRASE("buyer title", CONTACT, TITLE, 92), PHRASE("contact title", CONTACT, TITLE, 92), PHRASE("job title", CONTACT, TITLE, 90),
    PHRASE("persona", CONTACT, TITLE, 80), PHRASE("=title", CONTACT, TITLE, 70), PHRASE("=role", CONTACT, TITLE, 70),
    PHRASE("decision maker role", CONTACT, TITLE, 80), PHRASE("champion title", CONTACT, TITLE, 80), PHRASE("owner", OFFICE, ANY, 0),
    PHRASE("sale agent", OFFICE, ANY, 0), PHRASE("sale rep", OFFICE, ANY, 0), PHRASE("account manager", OFFICE, ANY, 0),
    PHRASE("created by", OFFICE, ANY, 0), PHRASE("modified", OFFICE, ANY, 0), PHRASE("currency", OFFICE, ANY, 0),
    PHRASE("is deleted", OFFICE, ANY, 0), PHRASE("master record", OFFICE, ANY, 0), PHRASE("merged", OFFICE, ANY, 0),
    PHRASE("last activity", OFFICE, ANY, 0), PHRASE("number of decision maker", OFFICE, ANY, 0), PHRASE("number of blocker", OFFICE, ANY, 0),
    PHRASE("time contacted", OFFICE, ANY, 0), PHRASE("description", OFFICE, ANY, 0), PHRASE("note", OFFICE, ANY, 0),
    PHRASE("comment", OFFICE, ANY, 0), PHRASE("=month", OFFICE, CODED, 0), PHRASE("day of week", OFFICE, CODED, 0),
    PHRASE("weekday", OFFICE, CODED, 0), PHRASE("=relationship", OFFICE, ANY, 0), PHRASE("=type", OFFICE, ANY, 0),
    PHRASE("account type", OFFICE, ANY, 0), PHRASE("rowname", OFFICE, ANY, 0), PHRASE("parent", OFFICE, ANY, 0),
    PHRASE("subsidiary of", OFFICE, ANY, 0), PHRASE("opportunity id", ID, KEY, 100), PHRASE("deal id", ID, KEY, 100), PHRASE("opp id", ID, KEY, 100),
    PHRASE("=id", ID, KEY, 98), PHRASE("record id", ID, KEY, 97), PHRASE("subscription id", ID, KEY, 92), PHRASE("customer id", ID, KEY, 95),
    PHRASE("account id", ID, KEY, 95), PHRASE("company id", ID, KEY, 94), PHRASE("client id", ID, KEY, 94), PHRASE("user id", ID, KEY, 90),
    PHRASE("gsid", ID, KEY, 90), PHRASE("customer number", ID, KEY, 88), PHRASE("account number", ID, KEY, 88), PHRASE("=customer", ID, KEY, 60),
    PHRASE("respondent", ID, KEY, 60), PHRASE("id", ID, KEY, 50), PHRASE("uuid", ID, KEY, 60), PHRASE("account id", GROUP, REPEATED, 95),
    PHRASE("customer id", GROUP, REPEATED, 94), PHRASE("company id", GROUP, REPEATED, 94), PHRASE("account name", GROUP, REPEATED, 80),
    PHRASE("company name", GROUP, REPEATED, 80), PHRASE("=account", GROUP, REPEATED, 85), PHRASE("=company", GROUP, REPEATED, 82),
    PHRASE("=customer", GROUP, REPEATED, 82), PHRASE("id", OFFICE, ANY, 0), PHRASE("account name", NAME, LABEL, 95),
    PHRASE("company name", NAME, LABEL, 95), PHRASE("customer name", NAME, LABEL, 94), PHRASE("opportunity name", NAME, LABEL, 93),
    PHRASE("deal name", NAME, LABEL, 93), PHRASE("organization name", NAME, LABEL, 92), PHRASE("=name", NAME, LABEL, 90),
    PHRASE("=account", NAME, LABEL, 80), PHRASE("=company", NAME, LABEL, 80), PHRASE("=customer", NAME, LABEL, 70),
    PHRASE("=organization", NAME, LABEL, 80), PHRASE("name", OFFICE, LABEL, 0), PHRASE("as of", DATE, DATE, 100), PHRASE("snapshot", DATE, DATE, 98),
    PHRASE("=date", DATE, DATE, 95), PHRASE("close date", DATE, DATE, 90), PHRASE("closed", DATE, DATE, 85), PHRASE("signup", DATE, DATE, 75),
    PHRASE("sign up", DATE, DATE, 75), PHRASE("created", DATE, DATE, 70), PHRASE("create date", DATE, DATE, 70),
    PHRASE("customer since", DATE, DATE, 68), PHRASE("start date", DATE, DATE, 65), PHRASE("contract date", DATE, DATE, 60),
    PHRASE("date", OFFICE, DATE, 0),

    /* money */
    PHRASE("annual recurring revenue", REVENUE, NUMBER, 100), PHRASE("monthly recurring revenue", REVENUE, NUMBER, 98),
    PHRASE("arr", REVENUE, NUMBER, 99), PHRASE("mrr", REVENUE, NUMBER, 97), PHRASE("acv", REVENUE, NUMBER, 92), PHRASE("tcv", REVENUE, NUMBER, 90),
    PHRASE("contract value", REVENUE, NUMBER, 90), PHRASE("deal value", REVENUE, NUMBER, 88), PHRASE("close value", REVENUE, NUMBER, 88),
    PHRASE("deal amount", REVENUE, NUMBER, 88), PHRASE("=amount", REVENUE, NUMBER, 88), PHRASE("amount converted", REVENUE, NUMBER, 89),
    PHRASE("amount in company currency", REVENUE, NUMBER, 89), PHRASE("annual revenue", TRAIT, NUMBER, 0),
    PHRASE("company revenue", TRAIT, NUMBER, 0), PHRASE("money raised", TRAIT, NUMBER, 0), PHRASE("funding", TRAIT, ANY, 0),
    PHRASE("=revenue", SPEND, NUMBER, 60), PHRASE("total revenue", SPEND, NUMBER, 55), PHRASE("revenue", SPEND, NUMBER, 50),

    /* traits whose words also occur in usage */
    PHRASE("policy age", USAGE, NUMBER, 0), PHRASE("account age", USAGE, NUMBER, 0), PHRASE("payment method", TRAIT, CODED, 0),
    PHRASE("=age", TRAIT, ANY, 0), PHRASE("age group", TRAIT, ANY, 0), PHRASE("age", TRAIT, NUMBER, 0), PHRASE("employee", TRAIT, ANY, 0),
    PHRASE("headcount", TRAIT, ANY, 0), PHRASE("company size", TRAIT, ANY, 0), PHRASE("team size", TRAIT, ANY, 0), PHRASE("industry", TRAIT, ANY, 0),
    PHRASE("subindustry", TRAIT, CODED, 0), PHRASE("sector", TRAIT, ANY, 0), PHRASE("vertical", TRAIT, CODED, 0), PHRASE("country", TRAIT, CODED, 0),
    PHRASE("region", TRAIT, ANY, 0), PHRASE("state", TRAIT, CODED, 0), PHRASE("territory", TRAIT, CODED, 0), PHRASE("location", TRAIT, CODED, 0),
    PHRASE("founded", TRAIT, ANY, 0), PHRASE("year established", TRAIT, ANY, 0), PHRASE("ownership", TRAIT, CODED, 0),
    PHRASE("tariff plan", TRAIT, ANY, 0), PHRASE("plan", TRAIT, CODED, 0), PHRASE("tier", TRAIT, CODED, 0), PHRASE("contract", TRAIT, CODED, 0),
    PHRASE("channel", TRAIT, ANY, 0), PHRASE("lead source", TRAIT, CODED, 0), PHRASE("source", TRAIT, CODED, 0),
    PHRASE("technology", TRAIT, CODED, 0), PHRASE("gender", TRAIT, ANY, 0), PHRASE("education", TRAIT, ANY, 0), PHRASE("=job", TRAIT, CODED, 0),
    PHRASE("marital", TRAIT, CODED, 0), PHRASE("dependent", TRAIT, ANY, 0), PHRASE("citizen", TRAIT, ANY, 0), PHRASE("income", TRAIT, ANY, 0),
    PHRASE("segment", TRAIT, CODED, 0), PHRASE("category", TRAIT, CODED, 0),

    /* usage: numbers only */
    PHRASE("usage", USAGE, NUMBER, 0), PHRASE("use", USAGE, NUMBER, 0), PHRASE("used", USAGE, NUMBER, 0), PHRASE("tenure", USAGE, NUMBER, 0),
    PHRASE("charge", USAGE, NUMBER, 0), PHRASE("login", USAGE, NUMBER, 0), PHRASE("session", USAGE, NUMBER, 0), PHRASE("active", USAGE, NUMBER, 0),
    PHRASE("user", USAGE, NUMBER, 0), PHRASE("seat", USAGE, NUMBER, 0), PHRASE("license", USAGE, NUMBER, 0), PHRASE("licence", USAGE, NUMBER, 0),
    PHRASE("minute", USAGE, NUMBER, 0), PHRASE("second", USAGE, NUMBER, 0), PHRASE("sec", USAGE, NUMBER, 0), PHRASE("hour", USAGE, NUMBER, 0),
    PHRASE("call", USAGE, NUMBER, 0), PHRASE("called", USAGE, NUMBER, 0), PHRASE("sms", USAGE, NUMBER, 0), PHRASE("message", USAGE, NUMBER, 0),
    PHRASE("gb", USAGE, NUMBER, 0), PHRASE("mb", USAGE, NUMBER, 0), PHRASE("storage", USAGE, NUMBER, 0), PHRASE("download", USAGE, NUMBER, 0),
    PHRASE("upload", USAGE, NUMBER, 0), PHRASE("event", USAGE, NUMBER, 0), PHRASE("frequency", USAGE, NUMBER, 0), PHRASE("freq", USAGE, NUMBER, 0),
    PHRASE("recency", USAGE, NUMBER, 0), PHRASE("order", USAGE, NUMBER, 0), PHRASE("invoice", USAGE, NUMBER, 0),
    PHRASE("transaction", USAGE, NUMBER, 0), PHRASE("purchase", USAGE, NUMBER, 0), PHRASE("line", USAGE, NUMBER, 0), PHRASE("unit", USAGE, NUMBER, 0),
    PHRASE("product", USAGE, NUMBER, 0), PHRASE("item", USAGE, NUMBER, 0), PHRASE("quantity", USAGE, NUMBER, 0), PHRASE("visit", USAGE, NUMBER, 0),
    PHRASE("view", USAGE, NUMBER, 0), PHRASE("pageview", USAGE, NUMBER, 0), PHRASE("request", USAGE, NUMBER, 0), PHRASE("api", USAGE, NUMBER, 0),
    PHRASE("feature", USAGE, NUMBER, 0), PHRASE("ticket", USAGE, NUMBER, 0), PHRASE("case", USAGE, NUMBER, 0), PHRASE("error", USAGE, NUMBER, 0),
    PHRASE("project", USAGE, NUMBER, 0), PHRASE("dashboard", USAGE, NUMBER, 0), PHRASE("report", USAGE, NUMBER, 0),
    PHRASE("integration", USAGE, NUMBER, 0), PHRASE("workspace", USAGE, NUMBER, 0), PHRASE("adoption", USAGE, NUMBER, 0),
    PHRASE("dau", USAGE, NUMBER, 0), PHRASE("wau", USAGE, NUMBER, 0), PHRASE("mau", USAGE, NUMBER, 0), PHRASE("subscription", USAGE, NUMBER, 0),
    PHRASE("referral", USAGE, NUMBER, 0), PHRASE("refund", USAGE, NUMBER, 0), PHRASE("campaign", USAGE, NUMBER, 0),
    PHRASE("=previous", USAGE, NUMBER, 0), PHRASE("=pday", USAGE, NUMBER, 0), PHRASE("=history", USAGE, NUMBER, 0),
    PHRASE("premium", USAGE, NUMBER, 0), PHRASE("spend", SPEND, NUMBER, 50), PHRASE("spent", SPEND, NUMBER, 50), PHRASE("volume", USAGE, NUMBER, 0),
    PHRASE("resolution", USAGE, NUMBER, 0), PHRASE("number of", USAGE, NUMBER, 0), PHRASE("num", USAGE, NUMBER, 0), PHRASE("nb", USAGE, NUMBER, 0),
    PHRASE("count", USAGE, NUMBER, 0), PHRASE("qty", USAGE, NUMBER, 0),
};
/* clang-format on */

const icp_i_phrase *icp_i_phrases(size_t *count)
{
    *count = sizeof phrases / sizeof phrases[0];
    return phrases;
}
