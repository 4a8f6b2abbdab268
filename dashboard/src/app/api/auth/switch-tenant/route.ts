export { switchTenant as POST } from "@/session/switch";
